package depot.dispatch.rules;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of the eligible rovers gets a task: the nearest to the first waypoint, and of several as near the one that is idle longest. Rovers
 * that registered a moment ago come last, and before them those of which not everything is known. Where nothing is known of any rover, the
 * one that is idle longest gets it. Pure.
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

    /** All of them in the same order, those that may not go last. */
    public static List<Candidate> ordered(List<Candidate> candidates) {
        return candidates.stream().sorted(Comparator.<Candidate, Boolean>comparing(each -> Eligibility.obstacle(each).isPresent())
                .thenComparing(BEST_FIRST)).toList();
    }
}
