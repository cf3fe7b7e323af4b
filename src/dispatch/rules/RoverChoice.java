package depot.dispatch.rules;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of the rovers that may go goes: the nearest to the first waypoint, and of several as near the one that is idle longest. Who
 * registered a moment ago comes after all others, and so does who is not wholly known: where nothing is known of anybody, the one that is
 * idle longest goes. Pure.
 */
public final class RoverChoice {
    private static final Comparator<Candidate> BEST_FIRST = Comparator.<Candidate, Boolean>comparing(each -> each.books().settling())
            .thenComparing(each -> !each.known().isWhole())
            .thenComparing(Candidate::metres, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(each -> each.books().idleOrder())
            .thenComparing(each -> each.books().rover());

    private RoverChoice() {}

    /** Those that may go, the best first. */
    public static List<Candidate> of(List<Candidate> candidates) {
        return candidates.stream().filter(each -> Eligibility.obstacle(each).isEmpty()).sorted(BEST_FIRST).toList();
    }

    /** The best of those that may go; of a thousand it is asked of few whether they may. */
    public static Optional<Candidate> best(Iterable<Candidate> candidates) {
        Candidate best = null;
        for (Candidate each : candidates) {
            if ((best == null || BEST_FIRST.compare(each, best) < 0) && Eligibility.obstacle(each).isEmpty()) {
                best = each;
            }
        }
        return Optional.ofNullable(best);
    }

    /** In the same order, whether they may go or not. */
    public static List<Candidate> ordered(List<Candidate> candidates) {
        return candidates.stream().sorted(Comparator.<Candidate, Boolean>comparing(each -> Eligibility.obstacle(each).isPresent())
                .thenComparing(BEST_FIRST)).toList();
    }
}
