package depot.gps.caster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.ntrip.Chunks;
import depot.gps.corrections.Messages;
import depot.support.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand rovers, ten of which do not read: those are dropped, and all others get every byte, in time. */
class SlowRoversTest {
    private static final int ROVERS = 1_000;
    private static final int SILENT = 10;
    private static final int FRAMES = 50;
    private static final byte[] HEAD = "ICY 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What one rover has read. */
    private static final class Reading {
        final MessageDigest digest;
        int skipped; // of the head
        long bytes;

        Reading() throws Exception {
            digest = MessageDigest.getInstance("SHA-256");
        }

        void take(ByteBuffer buffer) {
            int head = Math.min(HEAD.length - skipped, buffer.remaining());
            skipped += head;
            buffer.position(buffer.position() + head);
            bytes += buffer.remaining();
            digest.update(buffer);
        }
    }

    @Test
    void whoDoesNotReadIsDroppedAndNobodyElseNotices() throws Exception {
        List<SocketChannel> channels = new ArrayList<>();
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_SEND_BUFFER_BYTES", "4096", "NTRIP_STUCK_SECONDS",
                "5"); Selector selector = Selector.open()) {
            List<Reading> readings = connect(base, channels, selector);
            Await.until("all served", Duration.ofSeconds(60), () -> base.caster.clients() == ROVERS);
            MessageDigest sent = MessageDigest.getInstance("SHA-256");
            long bytes = 0;
            for (int i = 0; i < FRAMES; i++) {
                Frame frame = Messages.large(i);
                base.cast(frame);
                sent.update(frame.bytes());
                bytes += frame.length();
                long upTo = bytes;
                readUntil(selector, () -> readings.stream().allMatch(r -> r.bytes >= upTo));
            }
            // not while one of them is being dropped
            Await.until("their sockets are full, and a write was not taken", () -> blocked(base) == SILENT);
            byte[] expected = sent.digest();
            for (Reading reading : readings) {
                assertEquals(bytes, reading.bytes);
                assertArrayEquals(expected, reading.digest.digest());
            }
            Await.until("those ten are dropped", () -> base.caster.clients() == ROVERS - SILENT);
            base.awaitMetric("depot_ntrip_dropped_total", "slow", SILENT);
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    /** Its window closed in the middle of a frame, or a chunk, and opens again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoReadsOnInTimeMissesNothing(boolean second) throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_SEND_BUFFER_BYTES", "4096"); SocketChannel channel = SocketChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 2048);
            channel.connect(new InetSocketAddress("127.0.0.1", base.port()));
            String head = second ? "GET /RTCM3 HTTP/1.1\r\n" + CasterUnderTest.V2 : "GET /RTCM3 HTTP/1.0";
            channel.write(ByteBuffer.wrap((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
            base.awaitClients(1);
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (int i = 0; i < 100; i++) {
                base.cast(Messages.large(i));
                sent.writeBytes(Messages.large(i).bytes());
            }
            Await.until("a write that blocks", () -> base.caster.clientList().getFirst().bytes() > 0 && base.caster.clientList().getFirst()
                    .behind() > 0);
            InputStream in = channel.socket().getInputStream();
            channel.socket().setSoTimeout(30_000);
            skipHead(in);
            Chunks chunks = second ? new Chunks() : null;
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            byte[] buffer = new byte[700];
            while (got.size() < sent.size()) {
                int count = in.read(buffer);
                assertTrue(count > 0, "it goes on after " + got.size() + " bytes");
                got.write(buffer, 0, second ? chunks.data(buffer, count) : count);
            }
            assertArrayEquals(sent.toByteArray(), got.toByteArray());
        }
    }

    private static void skipHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
    }

    /** It goes on reading after more than the ring was cast: what it gets ends with a whole frame, and it is dropped. */
    @Test
    void whoFallsBehindTheRingIsDroppedBetweenTwoFrames() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_SEND_BUFFER_BYTES", "4096", "NTRIP_STUCK_SECONDS", "300");
                SocketChannel channel = SocketChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 2048);
            channel.connect(new InetSocketAddress("127.0.0.1", base.port()));
            channel.write(ByteBuffer.wrap("GET /RTCM3 HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            base.awaitClients(1);
            for (int i = 0; i < 50; i++) {
                base.cast(Messages.large(i));
            }
            Await.until("a write that blocks", () -> base.caster.clientList().getFirst().bytes() > 0 && base.caster.clientList().getFirst()
                    .behind() > 0);
            for (int i = 0; i < base.corrections.stream().capacity(); i++) {
                base.cast(Messages.position(1));
            }
            channel.socket().setSoTimeout(30_000);
            byte[] all = channel.socket().getInputStream().readAllBytes();
            base.awaitClients(0);
            base.awaitMetric("depot_ntrip_dropped_total", "slow", 1);
            Streams.Framed framed = Streams.framed(Arrays.copyOfRange(all, HEAD.length, all.length));
            assertTrue(framed.counts().rtcm3().frames() > 0 && framed.counts().skippedBytes() == 0, framed.counts().toString());
        }
    }

    /** Of those connected now, the ones that wait for frames; what was dropped already had to block before. */
    private static long blocked(CasterUnderTest base) {
        long behind = base.caster.clientList().stream().filter(client -> client.behind() > 0).count();
        return behind + (long) base.metric("depot_ntrip_dropped_total", "reason", "slow");
    }

    /** The first ten are not registered with the selector: nobody reads them, and their windows are small. */
    private static List<Reading> connect(CasterUnderTest base, List<SocketChannel> channels, Selector selector) throws Exception {
        List<Reading> readings = new ArrayList<>();
        ByteBuffer request = ByteBuffer.wrap("GET /RTCM3 HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < ROVERS; i++) {
            SocketChannel channel = SocketChannel.open();
            channels.add(channel);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 2048);
            channel.connect(new InetSocketAddress("127.0.0.1", base.port()));
            channel.write(request.rewind());
            if (i >= SILENT) {
                channel.configureBlocking(false);
                readings.add(new Reading());
                channel.register(selector, SelectionKey.OP_READ, readings.getLast());
            }
        }
        return readings;
    }

    private static void readUntil(Selector selector, java.util.function.BooleanSupplier done) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "the reading rovers wait for what was sent");
            selector.select(key -> {
                try {
                    if (((SocketChannel) key.channel()).read(buffer.clear()) < 0) {
                        key.cancel();
                    }
                    ((Reading) key.attachment()).take(buffer.flip());
                } catch (IOException e) {
                    key.cancel();
                }
            }, 100);
        }
    }
}
