package depot.dispatch.console;

import depot.dispatch.model.Task;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Of one task, progress is shown ten times a second at most: what comes sooner is held, and the newest of it is due when
 * it is time. For one thread.
 */
final class ProgressPace {
    private static final long BETWEEN_NANOS = Duration.ofMillis(100).toNanos();

    private final Map<UUID, Long> shownAt = new HashMap<>(); // of tasks that are open
    private final Map<UUID, Task> held = new LinkedHashMap<>();

    /** Whether it is shown now; otherwise it is held. @param onlyProgress whether nothing else of the task changed */
    boolean admit(Task task, boolean onlyProgress, long now) {
        Long last = shownAt.get(task.id());
        if (onlyProgress && last != null && now - last < BETWEEN_NANOS) {
            held.put(task.id(), task);
            return false;
        }
        held.remove(task.id());
        if (task.status().hasEnded()) {
            shownAt.remove(task.id());
        } else {
            shownAt.put(task.id(), now);
        }
        return true;
    }

    /** How long until one that is held is due; {@code longest} where none is, at most. */
    long untilNextDue(long now, long longest) {
        long left = longest;
        for (UUID id : held.keySet()) {
            left = Math.min(left, shownAt.getOrDefault(id, 0L) + BETWEEN_NANOS - now);
        }
        return Math.max(0, left);
    }

    /** Those of which it is time; they are held until they are admitted. */
    List<Task> due(long now) {
        return held.values().stream().filter(task -> now - shownAt.getOrDefault(task.id(), 0L) >= BETWEEN_NANOS).toList();
    }
}
