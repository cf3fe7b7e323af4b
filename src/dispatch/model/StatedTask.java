package depot.dispatch.model;

import java.util.UUID;

/** What a rover said in {@code register} of what it is doing. Those in the field say nothing of it. */
public sealed interface StatedTask {
    /** Nothing, as rovers in the field do. */
    record Unsaid() implements StatedTask {}

    /** It is on no task. */
    record Idle() implements StatedTask {}

    record On(UUID task) implements StatedTask {}
}
