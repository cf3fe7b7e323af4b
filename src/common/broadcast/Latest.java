package depot.common.broadcast;

/**
 * The newest of a stream of large states, for readers that need only that: a state that was not read before a newer one came
 * is skipped. One thread sets; any number read, each remembering the version it read last. Never blocks.
 */
public final class Latest<T> {
    /** A value and its number, which grows by one a value. */
    public record Version<T>(long number, T value) {}

    private final Waiters waiters = new Waiters();
    private volatile Version<T> newest; // written by the one publisher

    /** Starts with version 0. */
    public Latest(T first) {
        newest = new Version<>(0, first);
    }

    /** Replaces the value and wakes the waiting threads. Only the one publishing thread calls this. */
    public void set(T value) {
        newest = new Version<>(newest.number + 1, value);
        waiters.signalAll();
    }

    public Version<T> get() {
        return newest;
    }

    /** Has {@code waiter} signalled at the next {@link #set}; call {@link #get} once more after this. */
    public void wake(Wakeup waiter) {
        waiters.add(waiter);
    }

    public void leave(Wakeup waiter) {
        waiters.leave(waiter);
    }
}
