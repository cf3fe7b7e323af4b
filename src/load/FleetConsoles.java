package depot.load;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** The consoles of a {@link Fleet} that are of one mode. They live on their loop's thread; the methods are for the thread that measures. */
final class FleetConsoles {
    private final FleetRovers rovers;
    private final Report report;
    private final SelectorLoop loop;
    private final String name;
    private final String path;
    private final Console[] consoles;
    private final Ramp ramp;
    private Histogram delays = new Histogram();
    private long firstMeasured = Long.MAX_VALUE;
    private long endMeasured = Long.MAX_VALUE;
    private long messages;
    private long bytes;
    private Options options;

    FleetConsoles(FleetRovers rovers, Report report, SelectorLoop loop, String name, String path, int count) {
        this.rovers = rovers;
        this.report = report;
        this.loop = loop;
        this.name = name;
        this.path = path;
        consoles = new Console[count];
        ramp = new Ramp(loop, count, this::openOne);
    }

    void open(Options withOptions) throws IOException, InterruptedException {
        options = withOptions;
        ramp.climb(report, name, Duration.ofSeconds(60));
    }

    private void openOne(int number) throws IOException {
        consoles[number] = new Console(this);
        consoles[number].client = WebSocketClient.connect(loop, options.watched(), path, Map.of(), consoles[number]);
    }

    /** @param first the number of the first heartbeat that counts */
    void measureFrom(long first) {
        loop.call(() -> {
            firstMeasured = first;
            endMeasured = Long.MAX_VALUE;
            delays = new Histogram();
            messages = 0;
            bytes = 0;
            return null;
        });
    }

    /** Ends the measuring. @return what came since it began */
    Map<String, Object> traffic(long end, long nanos) {
        return loop.call(() -> {
            endMeasured = end;
            Map<String, Object> traffic = new LinkedHashMap<>();
            traffic.put("consoles", consoles.length);
            traffic.put("messagesPerSecondEach", consoles.length == 0 ? 0 : messages * 1e9 / nanos / consoles.length);
            traffic.put("bytesPerSecond", bytes * 1e9 / nanos);
            return traffic;
        });
    }

    /** Adds to the traffic what was seen, by now, of the heartbeats from first to before end. */
    Map<String, Object> result(Map<String, Object> traffic, long first, long end) {
        return loop.call(() -> {
            long expected = (end - first) * consoles.length;
            long unseen = expected;
            for (Console console : consoles) {
                unseen -= console.seen.get((int) first, (int) end).cardinality();
            }
            traffic.put("delay", Report.delays(delays));
            traffic.put("expected", expected);
            traffic.put("unseen", unseen);
            return traffic;
        });
    }

    Void close() {
        for (Console console : consoles) {
            console.client.abort();
        }
        return null;
    }

    private static final class Console implements WebSocketClient.Listener {
        private final FleetConsoles all;
        private final BitSet seen;
        private final MarkerScanner scanner = new MarkerScanner("batteryVoltage", this::marker);
        private WebSocketClient client;
        private boolean ready;
        private long now;

        Console(FleetConsoles all) {
            this.all = all;
            seen = new BitSet(all.rovers.most());
        }

        @Override
        public void message(WebSocketClient from, ByteBuffer part, boolean first, boolean last) {
            now = System.nanoTime();
            all.bytes += part.remaining();
            scanner.add(part, last);
            if (last) {
                all.messages++;
                if (!ready) {
                    ready = true;
                    all.ramp.ready();
                }
            }
        }

        private void marker(long number) {
            if (number <= 0 || number >= all.rovers.most() || seen.get((int) number)) {
                return;
            }
            seen.set((int) number);
            if (number >= all.firstMeasured && number < all.endMeasured) {
                all.delays.record(now - all.rovers.sentAt((int) number));
            }
        }

        @Override
        public void closed(WebSocketClient closing, int code, String reason) {
            all.report.error(all.name + " console closed: " + code + " " + reason);
            if (!ready) {
                all.ramp.failed();
            }
        }
    }
}
