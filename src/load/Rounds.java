package depot.load;

import depot.sim.client.SelectorLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Measures a load round by round: how much was done from a round's beginning to its end, and how long each took. What
 * counts is for the loop's thread; all else is for the thread that measures.
 */
final class Rounds {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    private final Runnable begins;
    private Tally tally = new Tally(); // the loop's until it is taken out of use

    /** What was done since the round began. */
    private static final class Tally {
        final Histogram delays = new Histogram();
        long count;
    }

    Rounds(Options options, Report report, SelectorLoop loop) {
        this(options, report, loop, () -> {});
    }

    /** @param begins run on the loop where a round begins, and where it ends, for what is measured besides */
    Rounds(Options options, Report report, SelectorLoop loop, Runnable begins) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        this.begins = begins;
    }

    void count() {
        tally.count++;
    }

    void count(long delayNanos) {
        count(1, delayNanos);
    }

    /** So many that had one delay together. */
    void count(int together, long delayNanos) {
        tally.count += together;
        tally.delays.record(delayNanos);
    }

    /**
     * Warms up, then measures rounds into the report, one after the other; meanwhile the loop works.
     *
     * @param more adds results to a round
     */
    void each(Consumer<Map<String, Object>> more) throws InterruptedException {
        Thread.sleep(options.warmUp());
        for (int i = 1; i <= options.rounds(); i++) {
            report(one(), more, "round %d of %d".formatted(i, options.rounds()));
        }
    }

    /**
     * Measures a round at each of the rates, after a warm-up at the first and a moment at each other.
     *
     * @param pace run on the loop
     * @param more adds results to a round
     */
    void rates(IntConsumer pace, Consumer<Map<String, Object>> more) throws InterruptedException {
        Duration before = options.warmUp();
        for (int rate : options.rates()) {
            loop.execute(() -> pace.accept(rate));
            Thread.sleep(before);
            before = MOMENT;
            Map<String, Object> round = one();
            round.put("rate", rate);
            report(round, more, rate == 0 ? "as fast as it goes" : "%,d a second".formatted(rate));
        }
    }

    private void report(Map<String, Object> round, Consumer<Map<String, Object>> more, String which) {
        more.accept(round);
        report.round(round);
        Load.progress("%s: %,.0f a second".formatted(which, (double) round.get("perSecond")));
    }

    /** Measures one round, without writing it into the report. */
    Map<String, Object> one() throws InterruptedException {
        loop.call(this::swap);
        double cpuBefore = Load.cpuSeconds();
        long from = System.nanoTime();
        Thread.sleep(options.round());
        Tally done = loop.call(this::swap);
        Map<String, Object> round = fields(done, from, System.nanoTime());
        round.put("loadCpuSeconds", Load.cpuSeconds() - cpuBefore);
        return round;
    }

    private Tally swap() {
        begins.run();
        Tally done = tally;
        tally = new Tally();
        return done;
    }

    private static Map<String, Object> fields(Tally done, long from, long to) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("fromNanos", from);
        fields.put("toNanos", to);
        fields.put("count", done.count);
        fields.put("perSecond", done.count * 1e9 / (to - from));
        fields.put("delay", Report.delays(done.delays));
        return fields;
    }
}
