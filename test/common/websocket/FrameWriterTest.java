package depot.common.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.broadcast.Broadcaster;
import depot.common.broadcast.Received;
import depot.common.broadcast.Subscription;
import depot.common.broadcast.Wakeup;
import depot.common.memory.OutputBudget;
import depot.common.time.AwakeClock;
import depot.common.time.Time;
import depot.support.Await;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

    /** Written by its own thread or in its place, in whatever pieces: each peer gets every frame once and in order. */
    @Test
    void quickAndSlowPeersGetAllOfARing() throws Exception {
        int frames = 4_000;
        Broadcaster<Frame> ring = Broadcaster.inRounds(8_192, Frame::length, Long.MAX_VALUE, Frame::join);
        List<Peer> peers = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BYTES);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            for (int i = 0; i < 24; i++) {
                peers.add(new Peer(server, ring.subscribe(), i % 3 == 0));
            }
        }
        for (int number = 0; number < frames; number++) {
            ring.publish(Frame.text("%0100d".formatted(number).getBytes(StandardCharsets.US_ASCII)));
            if (number % 20 == 0) {
                Thread.yield();
            }
        }
        for (Peer peer : peers) {
            assertEquals(frames, peer.read.get(60, TimeUnit.SECONDS));
        }
        for (Peer peer : peers) {
            peer.close();
        }
    }

    /** A connection that follows the ring, and whoever reads it. */
    private final class Peer {
        private final SocketChannel out;
        private final SocketChannel in;
        private final Future<Integer> read;
        private final ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor();

        Peer(ServerSocketChannel server, Subscription<Frame> subscription, boolean slow) throws IOException {
            out = SocketChannel.open(server.getLocalAddress());
            out.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BYTES);
            in = server.accept();
            FrameWriter writer = new FrameWriter(out, new Outbox(1_000_000), new OutputBuffers(),
                    new AwakeClock(Time.SYSTEM, Duration.ofSeconds(1)), budget, () -> {});
            writer.follow(new RingFeed(subscription));
            FrameWriterTest.this.run(writer);
            read = reader.submit(() -> readAll(slow));
        }

        /** @return how many it read, in order */
        private int readAll(boolean slow) throws IOException {
            DataInputStream frames = new DataInputStream(new BufferedInputStream(in.socket().getInputStream(), slow ? 64 : 8_192));
            byte[] text = new byte[100];
            for (int number = 0; number < 4_000; number++) {
                assertEquals(0x8164, frames.readUnsignedShort());
                frames.readFully(text);
                assertEquals(number, Integer.parseInt(new String(text, StandardCharsets.US_ASCII)));
                if (slow && number % 100 == 0) {
                    LockSupport.parkNanos(2_000_000);
                }
            }
            return 4_000;
        }

        void close() throws IOException {
            out.close();
            in.close();
            reader.close();
        }
    }

    @Test
    void aPeerThatIsGoneEndsItsWriterAndNoOther() throws Exception {
        Broadcaster<Frame> ring = Broadcaster.inRounds(1_024, Frame::length, Long.MAX_VALUE, Frame::join);
        FrameWriter writer = writer();
        writer.follow(new RingFeed(ring.subscribe()));
        Thread owner = Thread.ofVirtual().start(() -> assertThrows(IOException.class, writer::run));
        Await.until("it sleeps", () -> owner.getState() == Thread.State.WAITING);
        ring.publish(KILOBYTE);
        read(KILOBYTE.length());
        assertEquals(Thread.State.WAITING, owner.getState(), "it was written in its place");
        sending.close();
        ring.publish(KILOBYTE);
        assertTrue(owner.join(Duration.ofSeconds(30)), "the writer has ended");
    }

    /** All frames of a ring that is large enough. */
    private record RingFeed(Subscription<Frame> subscription) implements FrameFeed {
        @Override
        public Frame next() {
            return subscription.poll() instanceof Received.Message<Frame> message ? message.value() : null;
        }

        @Override
        public void wake(Wakeup writer) {
            subscription.wake(writer);
        }

        @Override
        public void leave(Wakeup writer) {
            subscription.leave(writer);
        }
    }
}
