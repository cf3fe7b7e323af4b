package depot.sim.fleet;

import depot.sim.client.SelectorLoop;
import depot.sim.motion.Ground;
import depot.sim.motion.Pose;
import depot.sim.rover.Firmware;
import depot.sim.rover.TelemetryText;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A rover's telemetry, a datagram a second: at first of a bus that has not spoken, a little later with a fix, and now and then of its
 * radio. On the loop's thread.
 */
final class TelemetrySender {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration FIX_AFTER = Duration.ofSeconds(5);
    private static final int MESH_EVERY = 30; // datagrams
    private static final double ACCURACY_METRES = 0.014;

    private final String id;
    private final TelemetryPort port;
    private final Optional<Ground> ground;
    private final Firmware firmware;
    private final Supplier<Pose> reported;
    private final Beat beat;
    private boolean inReach = true;
    private int count;

    /**
     * @param ground empty for a rover whose receiver never has a fix
     * @param reported where its receiver says it is
     */
    TelemetrySender(SelectorLoop loop, String id, TelemetryPort port, Optional<Ground> ground, Firmware firmware, Supplier<Pose> reported) {
        this.id = id;
        this.port = port;
        this.ground = ground;
        this.firmware = firmware;
        this.reported = reported;
        beat = new Beat(loop, INTERVAL, this::send);
    }

    void begin(Duration delay) {
        beat.begin(delay);
    }

    void reach(boolean reaches) {
        inReach = reaches;
    }

    /** Whether its bus has spoken: before, it knows nothing of itself. */
    boolean busSpoke() {
        return count > 1;
    }

    private void send() {
        count++;
        if (inReach) {
            long clock = System.currentTimeMillis() * 1_000_000;
            port.send((busSpoke() ? text() : TelemetryText.ofSilentBus(id)).at(clock));
        }
    }

    private TelemetryText text() {
        return new TelemetryText(id, firmware.battery().volts(), firmware.battery().amperes(), firmware.mode(), firmware.motors(),
                firmware.speed(), firmware.turnRate(), count > FIX_AFTER.toSeconds() ? ground.map(this::place) : Optional.empty(),
                count % MESH_EVERY == 0);
    }

    private TelemetryText.Place place(Ground on) {
        Pose pose = reported.get();
        return new TelemetryText.Place(on.latitudeOf(pose), on.longitudeOf(pose), ACCURACY_METRES);
    }

    void end() {
        beat.end();
    }
}
