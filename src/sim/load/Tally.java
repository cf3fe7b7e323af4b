package depot.sim.load;

import depot.sim.client.SelectorLoop;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** What was done since the round began. Belongs to the loop's thread until it is taken out of use. */
final class Tally {

    /** Puts a fresh tally in place, and gives the old one; run on the loop. */
    interface Swap extends Callable<Tally> {}

    long count;
    final Histogram delays = new Histogram();

    /** Warms up, then measures rounds into the report, one after the other; meanwhile the loop works. */
    static void rounds(Options options, Report report, SelectorLoop loop, Swap swap) throws InterruptedException {
        Thread.sleep(options.warmUp());
        loop.call(swap);
        for (int i = 1; i <= options.rounds(); i++) {
            double cpuBefore = Load.cpuSeconds();
            long from = System.nanoTime();
            Thread.sleep(options.round());
            Tally done = loop.call(swap);
            Map<String, Object> round = done.over(from, System.nanoTime());
            round.put("loadCpuSeconds", Load.cpuSeconds() - cpuBefore);
            report.round(round);
            Load.progress("round %d of %d: %,.0f a second".formatted(i, options.rounds(), (double) round.get("perSecond")));
        }
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
