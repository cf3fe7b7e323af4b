package depot.sim.fleet;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketPort;
import depot.sim.motion.Motion;
import depot.sim.motion.Pose;
import depot.sim.rover.Firmware;
import depot.sim.rover.Mode;
import depot.sim.rover.Watchdog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * A rover's own port, as the daemon of rovers in the field has it. Every client gets the rover's state 50 times a second and may send
 * any command; several may be connected. Commands (little-endian):
 *
 * <pre>
 *   0x01 twist      f64 linear, f64 angular, u8 boost    feeds the watchdog
 *   0x02 e-stop
 *   0x03 heartbeat                                       feeds the watchdog
 *   0x04 mode       u8
 *   0x05 tool       …                                    feeds the watchdog
 *   0x06 release of the e-stop
 * </pre>
 *
 * The watchdog runs in real time, however fast the rover's own goes. On the loop's thread.
 */
final class RoverPort implements WebSocketPort.Listener {
    static final Duration FRAME_EVERY = Duration.ofMillis(20);
    private static final int FRAME_BYTES = 90;
    private static final int MOST_QUEUED_BYTES = 64 * 1024;
    private static final float AMBIENT_CELSIUS = 25;
    private static final int MOTORS = 4;

    private final Firmware firmware;
    private final Watchdog watchdog = new Watchdog();
    private final boolean watchesTasks;
    private final WebSocketPort port;

    /**
     * @param host where it listens; a name that is not this machine's loopback listens everywhere
     * @param watchesTasks whether a task, too, is driven only while the watchdog is fed, as in the field
     */
    RoverPort(SelectorLoop loop, String host, Firmware firmware, boolean watchesTasks) throws IOException {
        this.firmware = firmware;
        this.watchesTasks = watchesTasks;
        if (watchesTasks) {
            firmware.watched();
        }
        boolean local = host.startsWith("127.") || host.equals("localhost");
        port = WebSocketPort.listen(loop, local ? new InetSocketAddress(host, 0) : new InetSocketAddress(0), this);
    }

    int number() {
        return port.port();
    }

    /** How many are connected. */
    int peers() {
        return port.peers().size();
    }

    /** Checks the watchdog, and sends the rover's state. @param nowNanos the steady clock */
    void tick(long nowNanos, long unixMillis) {
        if (watchdog.isOut(nowNanos) && (watchesTasks || firmware.mode() == Mode.TELEOP)) {
            firmware.unfed();
        }
        if (!port.peers().isEmpty()) {
            byte[] frame = frame(firmware, unixMillis);
            for (WebSocketPort.Peer peer : port.peers()) {
                if (peer.queuedBytes() < MOST_QUEUED_BYTES) {
                    peer.binary(frame);
                }
            }
        }
    }

    static byte[] frame(Firmware firmware, long unixMillis) {
        Pose pose = firmware.pose();
        Motion motion = firmware.motion();
        float load = (float) Math.abs(motion.speed());
        ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x10).put((byte) firmware.mode().number())
                .putDouble(pose.x()).putDouble(pose.y()).putDouble(pose.theta())
                .putDouble(firmware.battery().volts()).putLong(unixMillis)
                .putDouble(motion.speed()).putDouble(motion.turnRate());
        for (int i = 0; i < MOTORS; i++) {
            frame.putFloat(AMBIENT_CELSIUS + 4 * load);
        }
        for (int i = 0; i < MOTORS; i++) {
            frame.putFloat(2.4f * load);
        }
        return frame.array();
    }

    @Override
    public void message(WebSocketPort.Peer peer, ByteBuffer message) {
        message.order(ByteOrder.LITTLE_ENDIAN);
        if (!message.hasRemaining()) {
            return;
        }
        switch (message.get()) {
            case 0x01 -> {
                if (message.remaining() >= 16) {
                    watchdog.feed(System.nanoTime());
                    firmware.twist(message.getDouble(), message.getDouble());
                }
            }
            case 0x02 -> firmware.emergencyStop();
            case 0x03, 0x05 -> watchdog.feed(System.nanoTime());
            case 0x04 -> {
                if (message.hasRemaining()) {
                    int mode = message.get();
                    if (mode >= 0 && mode < Mode.values().length) {
                        firmware.setMode(Mode.values()[mode]);
                    }
                }
            }
            case 0x06 -> firmware.releaseToIdle();
            default -> { } // as the daemon does with what it does not know
        }
    }

    void close() {
        port.close();
    }
}
