package depot.dispatch.rover;

import java.util.UUID;

/** What a rover said in {@code register} of what it is doing. Those in the field say nothing of it. */
public sealed interface Told {
    /** Nothing, as rovers in the field do. */
    record Unsaid() implements Told {}

    /** It is on no task. */
    record Idle() implements Told {}

    record On(UUID task) implements Told {}
}
