package depot.common.broadcast;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One stream of values to many subscribers through a ring. The newest {@code capacity} values are kept; a subscriber
 * that falls further behind is told how many it missed and goes on with the oldest kept.
 *
 * <pre>
 *   slot     0      1      2      3        capacity 4, end = 6
 *          [ 4 ]  [ 5 ]  [ 2 ]  [ 3 ]      kept: positions 2 to 5
 *                          ^ the oldest kept: a subscriber here is exactly capacity behind, and has missed nothing
 * </pre>
 *
 * <p>Any thread may publish, subscribe and close; a {@link Subscription} belongs to one thread at a time. A publisher
 * never waits for a subscriber and allocates nothing for each. Publishers take turns under a lock for the few
 * nanoseconds of claiming and filling a slot: without one, a publisher suspended between the two would stall every
 * subscriber at its empty slot. Values must be immutable; null is not one.
 */
public final class Broadcaster<T> {
    /** A slot's content carries its position, so a reader sees by itself that it was overwritten. */
    record Slot<T>(long position, T value) {}

    private final AtomicReferenceArray<Slot<T>> slots;
    private final int mask;
    private final ReentrantLock turn = new ReentrantLock();
    private final Waiters waiters = new Waiters();
    private volatile long end; // one past the newest; written under turn
    private volatile boolean closed; // written under turn

    /** @param capacity how many values are kept: a power of two, 1 to 2^30 */
    public Broadcaster(int capacity) {
        if (capacity < 1 || capacity > 1 << 30 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two: " + capacity);
        }
        slots = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
    }

    public int capacity() {
        return mask + 1;
    }

    /**
     * Publishes a value and wakes who waits.
     *
     * @return its position, or -1 when the broadcaster is closed and the value went nowhere
     */
    public long publish(T value) {
        java.util.Objects.requireNonNull(value);
        long position;
        turn.lock();
        try {
            if (closed) {
                return -1;
            }
            position = end;
            slots.set((int) position & mask, new Slot<>(position, value));
            end = position + 1;
        } finally {
            turn.unlock();
        }
        waiters.signalAll();
        return position;
    }

    /** A subscription that begins with the next value published. */
    public Subscription<T> subscribe() {
        return new Subscription<>(this, end);
    }

    /** No more values come; subscribers read what is kept and are then told. Does nothing the second time. */
    public void close() {
        turn.lock();
        try {
            closed = true;
        } finally {
            turn.unlock();
        }
        waiters.signalAll();
    }

    /** The position that the next value published will get. */
    public long end() {
        return end;
    }

    boolean isClosed() {
        return closed;
    }

    Slot<T> slot(long position) {
        return slots.get((int) position & mask);
    }

    Waiters waiters() {
        return waiters;
    }
}
