package depot.sim.fleet;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;

/**
 * The one socket that a fleet's telemetry leaves by. There is no sign whether a datagram came, and a full buffer drops it. On the
 * loop's thread.
 */
final class TelemetryPort implements AutoCloseable {
    private final DatagramChannel channel;
    private final Service discovery;
    private final int port;

    /** @param port of discovery's host */
    TelemetryPort(Service discovery, int port) throws IOException {
        this.discovery = discovery;
        this.port = port;
        channel = DatagramChannel.open();
        channel.configureBlocking(false);
    }

    void send(String text) {
        discovery.address().ifPresent(service -> {
            try {
                channel.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), new InetSocketAddress(service.getAddress(), port));
            } catch (IOException e) {
                // as lost as one to a port where nothing listens
            }
        });
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
