package depot.common.broadcast;

import java.time.Duration;

/**
 * One subscriber's place in a {@link Broadcaster}. Used by one thread at a time. The values it received and those
 * counted as missed are together all that were published since it subscribed.
 */
public final class Subscription<T> implements AutoCloseable {
    private final Broadcaster<T> source;
    private final Rounds<T> rounds; // null where each value is for everybody at once
    private long cursor;
    private Wakeup wakeup; // made on the first blocking call

    Subscription(Broadcaster<T> source, Rounds<T> rounds, long cursor) {
        this.source = source;
        this.rounds = rounds;
        this.cursor = cursor;
    }

    /** The next value, lag or end, or null when there is none now. Never blocks. */
    public Received<T> poll() {
        // closed is read before end: nothing is published after closed was set, so an end read later is the last
        boolean closed = source.isClosed();
        long end = source.end();
        long shown = rounds == null || closed ? end : rounds.shownOf(end);
        long oldest = source.oldest();
        if (cursor < oldest) {
            return skipTo(oldest);
        }
        if (cursor >= shown) {
            return closed ? new Received.Closed<>() : null;
        }
        Rounds.Joined<T> joined = rounds == null ? null : rounds.joinedAt(cursor);
        if (joined != null) {
            cursor = joined.to();
            return new Received.Message<>(joined.from(), joined.value());
        }
        Broadcaster.Slot<T> slot = source.slot(cursor);
        if (slot == null || slot.position() != cursor) {
            return skipTo(source.oldest()); // a publisher dropped it since
        }
        cursor++;
        return new Received.Message<>(slot.position(), slot.value());
    }

    private Received<T> skipTo(long oldest) {
        long missed = oldest - cursor;
        cursor = oldest;
        return new Received.Lagged<>(missed);
    }

    /** As {@link #poll}, waiting up to {@code patience}; null when nothing came. */
    public Received<T> next(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        if (wakeup == null) {
            wakeup = new Wakeup();
        }
        while (true) {
            wakeup.clear();
            Received<T> received = poll();
            if (received != null) {
                return received;
            }
            wake(wakeup);
            received = poll();
            long left = deadline - System.nanoTime();
            if (received != null || left <= 0) {
                return received;
            }
            wakeup.await(left);
        }
    }

    /** Has {@code waiter} signalled when there may be something to {@link #poll}; poll once more after this. */
    public void wake(Wakeup waiter) {
        if (rounds == null) {
            source.waiters().add(waiter);
        } else {
            rounds.wake(waiter);
        }
    }

    /** Removes a waiter; the subscription itself holds nothing that needs freeing. */
    public void leave(Wakeup waiter) {
        if (rounds == null) {
            source.waiters().leave(waiter);
        } else {
            rounds.leave(waiter);
        }
    }

    /** How many values were published and not read yet, some of them perhaps overwritten. */
    public long behind() {
        return source.end() - cursor;
    }

    /** The position of the value that comes next, when none is missed. */
    public long cursor() {
        return cursor;
    }

    @Override
    public void close() {
        if (wakeup != null) {
            leave(wakeup);
        }
    }
}
