package depot.dispatch.model;

import java.util.UUID;

/** The task that a rover named in {@code register}. Rovers in the field do not name any. */
public sealed interface StatedTask {
    /** Nothing, as rovers in the field do. */
    record Unsaid() implements StatedTask {}

    /** It is on no task. */
    record Idle() implements StatedTask {}

    record On(UUID task) implements StatedTask {}
}
