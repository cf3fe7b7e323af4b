package depot.gps.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.frames.Frame;
import depot.gnss.ubx.Ack;
import depot.gnss.ubx.UbxId;
import depot.support.Await;
import depot.support.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source that a test opens, feeds, breaks and silences. */
class ReceiverTest {
    private static final byte[] ACK = new Ack(true, UbxId.CFG_VALSET).encode();
    private static final byte[] END = new byte[0];

    private final ManualTime time = new ManualTime();
    private final Scripted source = new Scripted();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile boolean anyBytes; // written by the reading thread
    private final Receiver receiver = new Receiver(source, Duration.ofMillis(20), time, List.of(new StreamListener() {
        @Override
        public void opened(ReceiverLink link) {
            events.add("opened");
        }

        @Override
        public void bytes(byte[] buffer, int count) {
            anyBytes |= count > 0;
        }

        @Override
        public void frame(Frame frame) {
            events.add("frame");
        }

        @Override
        public void lost(String why) {
            events.add("lost: " + why);
        }
    }));

    @AfterEach
    void end() {
        receiver.close();
    }

    private static final class Scripted implements ReceiverSource {
        private final BlockingQueue<byte[]> bytes = new LinkedBlockingQueue<>();
        private volatile String missing;
        private volatile boolean again = true;
        private volatile int opens;

        @Override
        public ReceiverLink open() throws IOException {
            opens++;
            if (missing != null) {
                throw new IOException(missing);
            }
            return new ReceiverLink() {
                private volatile boolean closed;

                @Override
                public int read(byte[] buffer) throws IOException {
                    byte[] next = null;
                    try {
                        while (next == null && !closed) {
                            next = bytes.poll(20, java.util.concurrent.TimeUnit.MILLISECONDS);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    if (next == null || next == END) {
                        return -1;
                    }
                    System.arraycopy(next, 0, buffer, 0, next.length);
                    return next.length;
                }

                @Override
                public void close() {
                    closed = true;
                }
            };
        }

        @Override
        public String name() {
            return "scripted:";
        }

        @Override
        public boolean comesAgain() {
            return again;
        }

        @Override
        public Duration longestPause() {
            return Duration.ofMillis(50);
        }
    }

    @Test
    void aSourceThatIsAwayIsTriedUntilItIsThere() throws Exception {
        source.missing = "there is no such thing";
        receiver.start();
        Await.until("it is tried again", () -> source.opens >= 3);
        assertEquals("there is no such thing", receiver.outage().orElseThrow());
        assertEquals(List.of(), events);
        source.missing = null;
        source.bytes.add(ACK);
        Await.until("it is there", () -> receiver.outage().isEmpty());
        assertEquals(List.of("opened", "frame"), events);
        source.bytes.add(END);
        Await.until("it is opened again", () -> receiver.opened() == 2);
        assertEquals("it has ended", receiver.outage().orElseThrow());
        assertEquals("lost: it has ended", events.get(2));
    }

    @Test
    void aSilentLinkIsOpenedAnew() throws Exception {
        receiver.start();
        Await.until("it is opened", () -> receiver.opened() == 1);
        source.bytes.add(ACK);
        Await.until("it is heard", () -> events.contains("frame"));
        time.advance(Receiver.SILENT.minusMillis(1));
        source.bytes.add(ACK);
        Await.until("it is heard again", () -> events.size() == 3);
        time.advance(Receiver.SILENT);
        Await.until("it is opened anew", () -> receiver.opened() == 2);
        assertEquals("it is silent (for 15 s)", receiver.outage().orElseThrow());
    }

    @Test
    void aGarbledLinkIsOpenedAnewAndSaysWhatMayBeWrong() throws Exception {
        receiver.start();
        Await.until("it is opened", () -> receiver.opened() == 1);
        source.bytes.add(new byte[] {1, 2, 3});
        Await.until("the bytes were taken in", () -> anyBytes);
        time.advance(Receiver.SILENT);
        Await.until("it is opened anew", () -> receiver.opened() == 2);
        assertTrue(receiver.outage().orElseThrow().contains("no whole message among them"), receiver.outage()::toString);
        assertTrue(new SerialSource(List.of(), 9600).garbled().contains("baud rate"), "of a serial line more can be said");
    }

    @Test
    void whatDoesNotComeAgainIsOver() throws Exception {
        source.again = false;
        source.bytes.addAll(List.of(ACK, END));
        receiver.start();
        Await.until("it has ended", () -> events.size() == 3);
        Await.until("it says so", () -> receiver.outage().isPresent());
        assertEquals("scripted: was played to its end", receiver.outage().orElseThrow());
        assertEquals(1, source.opens);
    }
}
