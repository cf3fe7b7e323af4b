package depot.dispatch.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is old enough to be removed, though the clock that stamped it may have been set since. A step forward makes nothing older: what
 * was stamped before it counts as that much younger. A step back only keeps things longer; the next step forward applies to all that was
 * stamped before both. Pure.
 *
 * <pre>
 *   stamped   ──────────before 1──────────before 2────────── now
 *   younger by   step 1 + step 2 │   step 2   │     0
 * </pre>
 */
public final class AgeRule {
    /** After a gap of this length at most, in which no process was here, it counts as certain that it passed. */
    public static final Duration CERTAIN_GAP = Duration.ofDays(1);

    private AgeRule() {}

    /**
     * The clock was set.
     *
     * @param before what it said until then
     * @param by how far forward; zero or less for back
     */
    public record Step(Instant before, Duration by) {
        /** The same, for all that was stamped before it or before an earlier one. */
        private Step after(Step earlier) {
            return new Step(before.isAfter(earlier.before) ? before : earlier.before, by);
        }
    }

    /** What was stamped at {@code from} or later, and before {@code to}. */
    public record Range(Instant from, Instant to) {
        public boolean contains(Instant stamp) {
            return !stamp.isBefore(from) && stamp.isBefore(to);
        }
    }

    /**
     * The stamps of what is certainly older than {@code keep}; in order, none twice.
     *
     * @param steps in the order in which they happened
     */
    public static List<Range> older(Duration keep, Instant now, List<Step> steps) {
        List<Step> ordered = new ArrayList<>();
        Duration younger = Duration.ZERO;
        for (Step step : steps) {
            Step forward = new Step(step.before(), step.by().isPositive() ? step.by() : Duration.ZERO);
            ordered.add(ordered.isEmpty() ? forward : forward.after(ordered.getLast()));
            younger = younger.plus(forward.by());
        }
        List<Range> ranges = new ArrayList<>();
        Instant from = Instant.EPOCH.minus(Duration.ofDays(365_000));
        for (Step step : ordered) {
            add(ranges, from, earlier(step.before(), now.minus(keep).minus(younger)));
            younger = younger.minus(step.by());
            from = step.before();
        }
        add(ranges, from, now.minus(keep));
        return ranges;
    }

    private static void add(List<Range> ranges, Instant from, Instant to) {
        if (from.isBefore(to)) {
            ranges.add(new Range(from, to));
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
