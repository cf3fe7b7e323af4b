package depot.common.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.memory.OutputBudget;
import depot.common.time.AwakeClock;
import depot.common.time.Time;
import depot.support.Await;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameWriterTest {
    private static final Frame KILOBYTE = Frame.text(new byte[1_000]);
    private static final int FRAMES = 100;
    private static final int SOCKET_BYTES = 4 * 1024;

    private final OutputBudget budget = new OutputBudget(10_000_000);
    private final Outbox outbox = new Outbox(1_000_000);
    private SocketChannel sending;
    private SocketChannel reading;

    @BeforeEach
    void connect() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BYTES);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            sending = SocketChannel.open(server.getLocalAddress());
            sending.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BYTES);
            reading = server.accept();
        }
    }

    @AfterEach
    void disconnect() throws Exception {
        sending.close();
        reading.close();
    }

    private FrameWriter writer() {
        return new FrameWriter(sending, outbox, new OutputBuffers(), new AwakeClock(Time.SYSTEM, Duration.ofSeconds(1)), budget, () -> {});
    }

    private void fill(FrameWriter writer) {
        for (int i = 0; i < FRAMES; i++) {
            assertTrue(outbox.offer(KILOBYTE));
            writer.signal();
        }
    }

    private void run(FrameWriter writer) {
        Thread.ofVirtual().start(() -> {
            try {
                writer.run();
            } catch (Exception e) {
                // its channel was closed
            }
        });
    }

    private void read(long bytes) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        for (long read = 0; read < bytes; ) {
            read += reading.read(buffer.clear().limit((int) Math.min(buffer.capacity(), bytes - read)));
        }
    }

    @Test
    void whatIsInTheOutboxIsChargedAndAnEmptiedOneIsNot() throws Exception {
        FrameWriter writer = writer();
        fill(writer);
        assertEquals(outbox.bytes(), budget.bytes());
        run(writer);
        read((long) FRAMES * KILOBYTE.length());
        Await.until("nothing is charged", () -> budget.bytes() == 0);
        fill(writer); // again: what was given back is charged anew
        read((long) FRAMES * KILOBYTE.length());
        Await.until("nothing is charged", () -> budget.bytes() == 0);
    }

    @Test
    void whileAWriteIsBlockedOnlyWhatIsLeftInTheOutboxIsCharged() throws Exception {
        FrameWriter writer = writer();
        fill(writer);
        run(writer);
        Await.until("a write is blocked", () -> writer.blockedSince() != 0 && outbox.bytes() < FRAMES * KILOBYTE.length());
        Await.until("what was taken out is not charged", () -> budget.bytes() == outbox.bytes());
        sending.close();
        Await.until("nobody is charged for a connection that is gone", () -> budget.bytes() == 0);
    }
}
