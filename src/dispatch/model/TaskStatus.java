package depot.dispatch.model;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The states of a task, and the one table of allowed transitions. */
public enum TaskStatus {
    /** Waits for a rover. */
    PENDING,
    /** Given to a rover that has reported nothing of it yet. */
    ASSIGNED,
    /** Its rover has reported progress. */
    ACTIVE,
    DONE,
    FAILED,
    CANCELLED;

    private static final Map<TaskStatus, Set<TaskStatus>> EDGES = Map.of(
            PENDING, EnumSet.of(ASSIGNED, CANCELLED),
            ASSIGNED, EnumSet.of(ACTIVE, DONE, FAILED, CANCELLED, PENDING),
            ACTIVE, EnumSet.of(DONE, FAILED, CANCELLED, PENDING),
            DONE, EnumSet.noneOf(TaskStatus.class),
            FAILED, EnumSet.noneOf(TaskStatus.class),
            CANCELLED, EnumSet.noneOf(TaskStatus.class));

    /** A rover has it, or is to have it. */
    public static final Set<TaskStatus> ON_ROVER = Set.of(ASSIGNED, ACTIVE);
    /** It has not ended. */
    public static final Set<TaskStatus> OPEN = Set.of(PENDING, ASSIGNED, ACTIVE);

    private static final Map<String, TaskStatus> BY_TEXT = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(TaskStatus::text, status -> status));

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Whether a task may move from this to {@code next}; staying is no move. */
    public boolean mayBecome(TaskStatus next) {
        return EDGES.get(this).contains(next);
    }

    public boolean hasEnded() {
        return EDGES.get(this).isEmpty();
    }

    /** Its word in the database and in JSON. */
    public String text() {
        return text;
    }

    public static Optional<TaskStatus> of(String text) {
        return text == null ? Optional.empty() : Optional.ofNullable(BY_TEXT.get(text));
    }
}
