package depot.common.broadcast;

/** What a subscriber got. */
public sealed interface Received<T> {
    /**
     * The next value; {@code position} counts from 0 over the broadcaster's life. In rounds it may be several, joined into one: how
     * many follows from the subscription's cursor.
     */
    record Message<T>(long position, T value) implements Received<T> {}

    /** {@code missed} values were overwritten before they were read; the next is the oldest that is kept. */
    record Lagged<T>(long missed) implements Received<T> {}

    /** The broadcaster was closed, and all it kept was read. Every later call gives this again. */
    record Closed<T>() implements Received<T> {}
}
