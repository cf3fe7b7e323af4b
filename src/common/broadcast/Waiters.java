package depot.common.broadcast;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The threads that wait for a source's next value, as a stack without a lock: a waiter puts itself on it, a publisher takes
 * the whole stack and wakes all in it. A publisher without waiters pays one volatile read, and allocates nothing either way.
 *
 * <p>Thread-safe. A {@link Wakeup} waits in one {@code Waiters} at a time.
 */
public final class Waiters {
    // a waiter that left before it was woken stays on the stack until the next signal: at most this many do
    private static final int MAX_GONE = 256;

    private final AtomicReference<Wakeup> top = new AtomicReference<>();
    private final AtomicInteger gone = new AtomicInteger();

    /** Whether no thread waits. */
    boolean isEmpty() {
        return top.get() == null;
    }

    /** Called by the waiter's owner, which must look at its source once more afterwards, before it waits. */
    public void add(Wakeup waiter) {
        if (waiter.standing) {
            return;
        }
        waiter.standing = true;
        Wakeup below;
        do {
            below = top.get();
            waiter.below = below;
        } while (!top.compareAndSet(below, waiter));
    }

    /** Called when a waiter will not come back, so that a source that falls silent does not keep it for ever. */
    public void leave(Wakeup waiter) {
        if (waiter.standing && gone.incrementAndGet() >= MAX_GONE) {
            signalAll();
        }
    }

    /** Wakes all; the value must be where they look before this is called. */
    public void signalAll() {
        if (top.get() != null) {
            takeAll(Wakeup::signal);
        }
    }

    /** Gives all of them to {@code taker}, and has none of them afterwards. */
    void takeAll(Consumer<Wakeup> taker) {
        gone.set(0);
        Wakeup waiter = top.getAndSet(null);
        while (waiter != null) {
            Wakeup next = waiter.below; // before it may stand here anew
            waiter.below = null;
            waiter.standing = false;
            taker.accept(waiter);
            waiter = next;
        }
    }
}
