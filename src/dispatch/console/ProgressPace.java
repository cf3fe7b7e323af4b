package depot.dispatch.console;

import depot.dispatch.model.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
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
    private static final long TICK_NANOS = Duration.ofMillis(1).toNanos();

    private final LinkedHashMap<UUID, Long> shownAt = new LinkedHashMap<>(); // a moment ago, or with one held; longest ago first
    private final Map<UUID, Task> held = new HashMap<>();

    /** Whether it is shown now; otherwise it is held. @param onlyProgress whether nothing else of the task changed */
    boolean admit(Task task, boolean onlyProgress, long now) {
        Long last = shownAt.get(task.id());
        if (onlyProgress && last != null && now - last < BETWEEN_NANOS) {
            held.put(task.id(), task);
            return false;
        }
        held.remove(task.id());
        shownAt.remove(task.id());
        if (!task.status().hasEnded()) {
            shownAt.put(task.id(), now);
        }
        return true;
    }

    /** What is held of a task; null for nothing. */
    Task held(UUID task) {
        return held.get(task);
    }

    /** What is held of a task is not to be shown. */
    void drop(UUID task) {
        held.remove(task);
    }

    /** How long until one that is held may be due; {@code longest} where none is, at most. */
    long untilNextDue(long now, long longest) {
        if (held.isEmpty()) {
            return longest;
        }
        return Math.clamp(shownAt.firstEntry().getValue() + BETWEEN_NANOS - now, TICK_NANOS, longest);
    }

    /** Those of which it is time; they are held until they are admitted. */
    List<Task> due(long now) {
        List<Task> due = new ArrayList<>();
        Iterator<Map.Entry<UUID, Long>> oldest = shownAt.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<UUID, Long> entry = oldest.next();
            if (now - entry.getValue() < BETWEEN_NANOS) {
                break;
            }
            Task task = held.get(entry.getKey());
            if (task == null) {
                oldest.remove();
            } else {
                due.add(task);
            }
        }
        return due;
    }
}
