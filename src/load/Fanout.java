package depot.load;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Consoles on {@code /fanout} of the benchmark's own server, all of which get every frame it publishes. The first of
 * them asks it to publish, {@code {"type":"publish","count":n,"perSecond":r}}, for each of {@code --rates} in turn. A
 * rate of 0 is as fast as the slowest console reads.
 *
 * <p>A frame carries when it was published, by a clock that all processes of a machine share, so the delay is from
 * publishing until this program has read it; missing frames are reported as {@code missed}. At high rates only an even
 * sample of the frames is read in full; the others are counted by their headers alone.
 */
final class Fanout implements Load.Scenario {

    /** A frame's text begins with <code>{"at":"</code>, and 20 digits of {@link System#nanoTime} follow. */
    private static final int STAMP_AT = 7;
    private static final int STAMP_DIGITS = 20;
    private static final int MOST_LOOKED_INTO_PER_SECOND = 200_000;
    /** For a rate of 0, as fast as it goes: how many frames to have delivered, as if this were the rate. */
    private static final int FLAT_OUT_FRAMES_PER_SECOND = 4_000_000;
    private static final Duration QUIET = Duration.ofMillis(1_500);

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    private final Ramp ramp;
    private final List<WebSocketClient> consoles = new ArrayList<>();
    private Histogram delays = new Histogram();
    private int lookInto = 1;
    private long frames;
    private long bytes;
    private long lastAt;

    Fanout(Options options, Report report, SelectorLoop loop) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        ramp = new Ramp(loop, options.connections(), this::open);
    }

    void open(int number) throws IOException {
        consoles.add(WebSocketClient.connect(loop, options.target(), "/fanout", Map.of(), new Console()));
    }

    @Override
    public void run() throws IOException, InterruptedException {
        ramp.climb(report, "consoles", Duration.ofSeconds(60));
        int firstRate = options.rates().getFirst();
        step(firstRate, options.warmUp());
        for (int rate : options.rates()) {
            Map<String, Object> step = step(rate, options.round());
            report.round(step);
            Load.progress("%,d a second to %d: %,.0f frames a second, %,d missed".formatted(
                    rate, consoles.size(), (double) step.get("framesPerSecond"), (long) step.get("missed")));
        }
        loop.call(() -> {
            consoles.forEach(WebSocketClient::abort);
            return null;
        });
    }

    private Map<String, Object> step(int rate, Duration time) throws InterruptedException {
        int perSecond = rate > 0 ? rate : FLAT_OUT_FRAMES_PER_SECOND / consoles.size();
        long count = Math.max(1, perSecond * time.toMillis() / 1_000);
        double cpuBefore = Load.cpuSeconds();
        long from = loop.call(() -> begin(rate, perSecond, count));
        long expected = count * consoles.size();
        waitFor(expected);
        double cpuAfter = Load.cpuSeconds();
        return loop.call(() -> result(rate, from, expected, cpuAfter - cpuBefore));
    }

    private long begin(int rate, int perSecond, long count) {
        delays = new Histogram();
        lookInto = (int) Math.max(1, (long) perSecond * consoles.size() / MOST_LOOKED_INTO_PER_SECOND);
        frames = 0;
        bytes = 0;
        lastAt = System.nanoTime();
        consoles.getFirst().text("{\"type\":\"publish\",\"count\":" + count + ",\"perSecond\":" + rate + "}");
        return lastAt;
    }

    /** Until all is there, or nothing came for a while: then the rest was missed. */
    private void waitFor(long expected) throws InterruptedException {
        boolean waiting = true;
        while (waiting) {
            Thread.sleep(20);
            waiting = loop.call(() -> frames < expected && System.nanoTime() - lastAt < QUIET.toNanos());
        }
    }

    private Map<String, Object> result(int rate, long from, long expected, double cpu) {
        double seconds = (lastAt - from) / 1e9;
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("fromNanos", from);
        step.put("toNanos", lastAt);
        step.put("perSecond", rate);
        step.put("expected", expected);
        step.put("frames", frames);
        step.put("missed", expected - frames);
        step.put("framesPerSecond", frames / seconds);
        step.put("bytesPerSecond", bytes / seconds);
        step.put("delay", Report.delays(delays));
        step.put("loadCpuSeconds", cpu);
        return step;
    }

    private final class Console implements WebSocketClient.Listener {
        private boolean open;
        private int untilLook;

        @Override
        public void opened(WebSocketClient client) {
            open = true;
            ramp.ready();
        }

        @Override
        public void message(WebSocketClient client, ByteBuffer part, boolean first, boolean last) {
            bytes += part.remaining();
            if (!last) {
                return;
            }
            frames++;
            if (first && --untilLook < 0) {
                untilLook = lookInto - 1;
                long now = System.nanoTime();
                lastAt = now;
                delays.record(now - stamp(part));
            }
        }

        @Override
        public void closed(WebSocketClient client, int code, String reason) {
            ramp.closed(report, open, code + " " + reason);
        }
    }

    private static long stamp(ByteBuffer frame) {
        long nanos = 0;
        int at = frame.position() + STAMP_AT;
        for (int i = 0; i < STAMP_DIGITS; i++) {
            nanos = nanos * 10 + frame.get(at + i) - '0';
        }
        return nanos;
    }
}
