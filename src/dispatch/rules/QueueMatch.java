package depot.dispatch.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Which waiting task a free rover gets: first come, first served, for each rover that could take it. Pure. */
public final class QueueMatch {
    private QueueMatch() {}

    /**
     * A task that can start as soon as there is a rover for it.
     *
     * @param seq its place in the queue: the smaller is older
     * @param rover the one that its mission names; null for any
     */
    public record Waiting(UUID task, long seq, String rover) {}

    public record Pair(UUID task, String rover) {}

    /**
     * @param waiting in any order
     * @param free the free rovers, the best first
     * @return each rover at most once, each task at most once; the oldest task first
     */
    public static List<Pair> match(Collection<Waiting> waiting, List<String> free) {
        Set<String> left = new LinkedHashSet<>(free);
        List<Pair> pairs = new ArrayList<>();
        for (Waiting task : waiting.stream().sorted(Comparator.comparingLong(Waiting::seq)).toList()) {
            Optional<String> rover = task.rover() == null ? left.stream().findFirst() : left.stream().filter(task.rover()::equals).findFirst();
            rover.ifPresent(id -> {
                left.remove(id);
                pairs.add(new Pair(task.task(), id));
            });
            if (left.isEmpty()) {
                break;
            }
        }
        return pairs;
    }
}
