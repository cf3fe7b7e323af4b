package depot.load;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * {@code --consoles} on dispatch's {@code /ws/console}. All read everything; every fifth looks for the numbers of reports in
 * it, which is enough to know and leaves the machine to the service. They live on their loop's thread; the methods are
 * for any other.
 */
final class DispatchConsoles {
    private static final int LOOKS = 5;

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    private final LongUnaryOperator sentAt;
    private final Console[] consoles;
    private final Ramp ramp;
    private Seen seen = new Seen();
    private Seen before = new Seen();

    /** What came since the round began. */
    private static final class Seen {
        final long fromNanos = System.nanoTime();
        final Histogram delays = new Histogram();
        long toNanos;
        long messages;
        long bytes;
    }

    /** @param sentAt by a report's number, when it was sent; asked on the loop's thread */
    DispatchConsoles(Options options, Report report, SelectorLoop loop, LongUnaryOperator sentAt) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        this.sentAt = sentAt;
        consoles = new Console[options.consoles()];
        ramp = new Ramp(loop, consoles.length, this::connect);
    }

    private void connect(int number) throws IOException {
        consoles[number] = new Console(number % LOOKS == 0);
        consoles[number].client = WebSocketClient.connect(loop, options.target(), "/ws/console", Map.of(), consoles[number]);
    }

    void open() throws IOException, InterruptedException {
        ramp.climb(report, "consoles", Duration.ofSeconds(30));
    }

    /** Has one leave and another come. */
    void replace(int number) {
        loop.execute(() -> {
            consoles[number].client.abort();
            try {
                connect(number);
            } catch (IOException e) {
                report.error("not reconnected: " + e);
            }
        });
    }

    /** A round ends, and the next begins; returns at once. */
    void swap() {
        loop.execute(() -> {
            before = seen;
            before.toNanos = System.nanoTime();
            seen = new Seen();
        });
    }

    /** The results of the round that ended. */
    Map<String, Object> result() {
        return loop.call(() -> {
            double seconds = (before.toNanos - before.fromNanos) / 1e9;
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("consoles", consoles.length);
            fields.put("messagesPerSecondEach", consoles.length == 0 ? 0 : before.messages / seconds / consoles.length);
            fields.put("bytesPerSecond", before.bytes / seconds);
            fields.put("shown", Report.delays(before.delays));
            return fields;
        });
    }

    /** How many of the consoles that look saw, of each rover, this report last. @return as "10 of 10" */
    String lastShown(long[] last) {
        return loop.call(() -> {
            long looking = Arrays.stream(consoles).filter(console -> console.scanner != null).count();
            long right = Arrays.stream(consoles).filter(console -> console.scanner != null && Arrays.equals(console.last, last)).count();
            return right + " of " + looking;
        });
    }

    void close() {
        loop.call(() -> {
            for (Console console : consoles) {
                console.client.abort();
            }
            return null;
        });
    }

    private final class Console implements WebSocketClient.Listener {
        private final MarkerScanner scanner; // null for one that does not look
        private final long[] last = new long[options.connections()]; // by rover
        private WebSocketClient client;
        private boolean ready;
        private long openedAt;
        private long now;

        Console(boolean looks) {
            scanner = looks ? new MarkerScanner("waypoint", this::marker) : null;
        }

        @Override
        public void opened(WebSocketClient opened) {
            ready = true;
            openedAt = System.nanoTime();
            ramp.ready();
        }

        @Override
        public void message(WebSocketClient from, ByteBuffer part, boolean first, boolean last) {
            seen.bytes += part.remaining();
            seen.messages += last ? 1 : 0;
            if (scanner != null) {
                now = System.nanoTime();
                scanner.add(part, last);
            }
        }

        private void marker(long number) {
            int rover = (int) (number % last.length);
            if (number > last[rover]) { // else a console that fell behind got it once more
                last[rover] = number;
                long sent = sentAt.applyAsLong(number);
                if (sent - openedAt > 0) { // else it is the state that a console begins with
                    seen.delays.record(now - sent);
                }
            }
        }

        @Override
        public void closed(WebSocketClient closing, int code, String reason) {
            report.error("console closed: " + code + " " + reason);
            if (!ready) {
                ramp.failed();
            }
        }
    }
}
