package depot.common.broadcast;

import depot.common.GuardedBy;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * One stream of values to many subscribers through a ring. The newest {@code capacity} values are kept, fewer where they
 * are large; a subscriber that falls further behind learns how many it missed and goes on with the oldest kept.
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
    private final ToLongFunction<? super T> size;
    private final long maxBytes;
    private final Rounds<T> rounds; // null where each value is shown at once
    @GuardedBy("turn") private long bytes; // of the kept values together
    private volatile long oldest; // of what is kept; written under turn
    private volatile long end; // one past the newest; written under turn
    private volatile boolean closed; // written under turn

    /** For values that are all small. @param capacity how many values are kept: a power of two, 1 to 2^30 */
    public Broadcaster(int capacity) {
        this(capacity, value -> 0, 0);
    }

    /**
     * @param capacity how many values are kept at most: a power of two, 1 to 2^30
     * @param size the size of a value in bytes
     * @param maxBytes bound on the kept values together, in bytes; the newest value is kept however large it is
     */
    public Broadcaster(int capacity, ToLongFunction<? super T> size, long maxBytes) {
        this(capacity, size, maxBytes, null);
    }

    /**
     * For many writers, which get the values in rounds: each at once after a quiet time, several as one while they come fast.
     *
     * @param join makes one value of several; called by any thread
     */
    public static <T> Broadcaster<T> inRounds(int capacity, ToLongFunction<? super T> size, long maxBytes, Function<List<T>, T> join) {
        return new Broadcaster<>(capacity, size, maxBytes, join);
    }

    private Broadcaster(int capacity, ToLongFunction<? super T> size, long maxBytes, Function<List<T>, T> join) {
        if (capacity < 1 || capacity > 1 << 30 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two: " + capacity);
        }
        slots = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
        this.size = size;
        this.maxBytes = maxBytes;
        rounds = join == null ? null : new Rounds<>(this, join);
    }

    public int capacity() {
        return mask + 1;
    }

    /**
     * Publishes a value and wakes the subscribers that wait.
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
            makeRoom(position, size.applyAsLong(value));
            slots.set((int) position & mask, new Slot<>(position, value));
            end = position + 1;
        } finally {
            turn.unlock();
        }
        if (rounds == null) {
            waiters.signalAll();
        } else {
            rounds.news();
        }
        return position;
    }

    /** Drops what does not fit beside a value at {@code position}. */
    @GuardedBy("turn")
    private void makeRoom(long position, long added) {
        long dropped = oldest;
        long from = dropped;
        bytes += added;
        while (from < position && (position - from > mask || bytes > maxBytes)) {
            bytes -= size.applyAsLong(slots.get((int) from++ & mask).value());
        }
        oldest = from; // before a slot is emptied: a reader that finds one empty sees here how far that goes
        while (dropped < from) {
            slots.set((int) dropped++ & mask, null); // or a ring that has become quiet would keep it
        }
    }

    /** A subscription that begins with the next value published. */
    public Subscription<T> subscribe() {
        return new Subscription<>(this, rounds, end);
    }

    /** Ends the stream: subscribers read what is kept, then get {@link Received.Closed}. Does nothing the second time. */
    public void close() {
        turn.lock();
        try {
            closed = true;
        } finally {
            turn.unlock();
        }
        waiters.signalAll();
        if (rounds != null) {
            rounds.close();
        }
    }

    /** The position that the next value published will get. */
    public long end() {
        return end;
    }

    /** The position of the oldest value that is kept. */
    long oldest() {
        return oldest;
    }

    boolean isClosed() {
        return closed;
    }

    /** What is at a position: another value, or null, where that was dropped meanwhile. */
    Slot<T> slot(long position) {
        return slots.get((int) position & mask);
    }

    /** The bytes of the kept values between two positions; stops counting at {@code enough}. */
    long bytes(long from, long to, long enough) {
        long sum = 0;
        for (long position = Math.max(from, oldest); position < to && sum < enough; position++) {
            Slot<T> slot = slot(position);
            sum += slot == null ? 0 : size.applyAsLong(slot.value());
        }
        return sum;
    }

    Waiters waiters() {
        return waiters;
    }
}
