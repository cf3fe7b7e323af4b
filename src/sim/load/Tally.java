package depot.sim.load;

import depot.sim.client.SelectorLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** What was done since the round began. Belongs to the loop's thread until it is taken out of use. */
final class Tally {

    /** Puts a fresh tally in place, and gives the old one; run on the loop. */
    interface Swap extends Callable<Tally> {}

    private static final Duration MOMENT = Duration.ofSeconds(1);

    long count;
    final Histogram delays = new Histogram();

    /** Warms up, then measures rounds into the report, one after the other; meanwhile the loop works. */
    static void rounds(Options options, Report report, SelectorLoop loop, Swap swap) throws InterruptedException {
        Thread.sleep(options.warmUp());
        for (int i = 1; i <= options.rounds(); i++) {
            Map<String, Object> round = round(options.round(), loop, swap);
            report.round(round);
            Load.progress("round %d of %d: %,.0f a second".formatted(i, options.rounds(), (double) round.get("perSecond")));
        }
    }

    /**
     * Measures a round at each of the rates, after a warm-up at the first and a moment at each other.
     *
     * @param pace run on the loop
     * @param more adds to what is told of a round
     */
    static void rates(Options options, Report report, SelectorLoop loop, IntConsumer pace, Swap swap, Consumer<Map<String, Object>> more)
            throws InterruptedException {
        Duration before = options.warmUp();
        for (int rate : options.rates()) {
            loop.execute(() -> pace.accept(rate));
            Thread.sleep(before);
            before = MOMENT;
            Map<String, Object> round = round(options.round(), loop, swap);
            round.put("rate", rate);
            more.accept(round);
            report.round(round);
            Load.progress("%s: %,.0f a second".formatted(rate == 0 ? "as fast as it goes" : "%,d a second".formatted(rate), (double) round.get("perSecond")));
        }
    }

    /** Measures one round; meanwhile the loop works. */
    static Map<String, Object> round(Duration length, SelectorLoop loop, Swap swap) throws InterruptedException {
        loop.call(swap);
        double cpuBefore = Load.cpuSeconds();
        long from = System.nanoTime();
        Thread.sleep(length);
        Tally done = loop.call(swap);
        Map<String, Object> round = done.over(from, System.nanoTime());
        round.put("loadCpuSeconds", Load.cpuSeconds() - cpuBefore);
        return round;
    }

    private Map<String, Object> over(long from, long to) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("fromNanos", from);
        fields.put("toNanos", to);
        fields.put("count", count);
        fields.put("perSecond", count * 1e9 / (to - from));
        fields.put("delay", Report.delays(delays));
        return fields;
    }
}
