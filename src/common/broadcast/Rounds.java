package depot.common.broadcast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Shows a ring's values to many writers in rounds. After a quiet time a value is shown at once; while values come faster
 * than all can write them, those of a round are shown together, joined to one value that all share.
 *
 * <pre>
 *   published   a     b c d           e f g h        i
 *   rounds      a ──→ |  b c d ─────→ | e f g h ──→ | i        each lasts until those that waited have it, and a pause
 * </pre>
 *
 * A thousand writers that wake for a value or two each cost several times what it costs to write ten for each of them in their place
 * ({@link Serving}). Where each has much to write, all are woken. A round is a virtual thread that lives as long as there is something to
 * show and a writer waits for it, so it need not be ended.
 *
 * <p>Thread-safe.
 */
final class Rounds<T> {
    /** A round that took long is followed by a pause of a part of that, but of no more than this. */
    static final Duration LONGEST_PAUSE = Duration.ofMillis(5);
    /** A pause shorter than this costs more than it saves. */
    private static final long SHORTEST_PAUSE_NANOS = 100_000;
    /** With so much for each to write, more at once saves nothing. */
    private static final long ENOUGH_BYTES = 32 * 1024;
    private static final int MOST_JOINED = 256;
    private static final int PAUSE_PART = 2; // the pause is the time that the round took, divided by this

    private final Broadcaster<T> source;
    private final Function<List<T>, T> join;
    private final Waiters waiters = new Waiters();
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile long shown; // everything before this position; written by the round, as is the next
    private volatile Joined<T> newest; // of the last round; null where its values are read one by one

    /** The values at {@code from} and on, before {@code to}, as one. */
    record Joined<T>(long from, long to, T value) {}

    /** @param join makes one value of several */
    Rounds(Broadcaster<T> source, Function<List<T>, T> join) {
        this.source = source;
        this.join = join;
    }

    /**
     * Up to where subscribers may read of what is published up to {@code end}: all of it between rounds, when nobody has to wait for
     * others.
     */
    long shownOf(long end) {
        return running.get() ? shown : end;
    }

    /** What a subscriber at this position may take as one, or null. */
    Joined<T> joinedAt(long position) {
        Joined<T> joined = newest;
        return joined != null && joined.from == position ? joined : null;
    }

    /** Something was published. Never waits. */
    void news() {
        if (!waiters.isEmpty() && !running.get() && running.compareAndSet(false, true)) {
            try {
                Thread.ofVirtual().name("round").start(this::run);
            } catch (RuntimeException | Error e) {
                running.set(false); // without memory; the next value tries again
                throw e;
            }
        }
    }

    /** Has {@code waiter} signalled by the next round that shows something. */
    void wake(Wakeup waiter) {
        waiters.add(waiter);
        if (shown < source.end()) {
            news();
        }
    }

    void leave(Wakeup waiter) {
        waiters.leave(waiter);
    }

    /** The ring was closed: shows all of it and wakes all that wait. */
    void close() {
        waiters.signalAll();
    }

    private void run() {
        try {
            do {
                while (isWanted()) {
                    long began = System.nanoTime();
                    long bytes = show();
                    pause(System.nanoTime() - began, bytes);
                }
                running.set(false);
            } while (isWanted() && running.compareAndSet(false, true));
        } catch (RuntimeException | Error e) {
            running.set(false); // the next value begins another
            throw e;
        }
    }

    private boolean isWanted() {
        return shown < source.end() && !waiters.isEmpty();
    }

    /** @return how many bytes each has to write */
    private long show() {
        long from = shown;
        long to = source.end();
        long bytes = source.bytes(from, to, ENOUGH_BYTES);
        newest = bytes < ENOUGH_BYTES && to - from > 1 && to - from <= MOST_JOINED ? joined(from, to) : null;
        shown = to; // after what it stands for
        if (bytes < ENOUGH_BYTES) {
            serveAll();
        } else {
            waiters.signalAll();
            // those woken were queued for a processor before this thread is now, so they have written when it goes on,
            // or wait for their peers
            Thread.yield();
        }
        return bytes;
    }

    private void serveAll() {
        List<Wakeup> waiting = new ArrayList<>();
        waiters.takeAll(waiting::add);
        try {
            new Serving(waiting).all();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody interrupts this thread
        } catch (RuntimeException | Error e) {
            waiting.forEach(Wakeup::signal); // or those that were not served would wait for ever
            throw e;
        }
    }

    private Joined<T> joined(long from, long to) {
        List<T> values = new ArrayList<>((int) (to - from));
        for (long position = from; position < to; position++) {
            Broadcaster.Slot<T> slot = source.slot(position);
            if (slot == null || slot.position() != position) {
                return null; // dropped meanwhile
            }
            values.add(slot.value());
        }
        return new Joined<>(from, to, join.apply(values));
    }

    private static void pause(long took, long bytes) {
        long pause = Math.min(LONGEST_PAUSE.toNanos(), took / PAUSE_PART);
        if (pause < SHORTEST_PAUSE_NANOS || bytes >= ENOUGH_BYTES) {
            return;
        }
        try {
            Thread.sleep(Duration.ofNanos(pause));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody interrupts this thread
        }
    }
}
