package depot.dispatch.rover;

import depot.common.GuardedBy;
import depot.common.threads.GrowingPause;
import depot.database.DatabaseAway;
import depot.dispatch.model.TaskChange;
import depot.dispatch.store.HoldTable;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.TaskTransitions;
import depot.dispatch.store.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores stops on a thread of its own, in bites, those tasks first that a rover has, and tries until that is done. Before it begins, a stop
 * is marked on the disk, so that a kill at any time does not lose it; until it has ended, nothing is sent that would start a rover.
 * Thread-safe.
 */
final class StopWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final String WHY = "everything was stopped";
    private static final Duration STALLED = Duration.ofSeconds(3); // without progress a call waits no longer
    private static final Duration LONGEST = Duration.ofSeconds(7); // of the answer's ten seconds
    private static final Duration WAITING = Duration.ofSeconds(5); // of these; what waits beyond is cancelled after the answer
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int TOGETHER = 1000;
    static final int MOST_LISTED = 10_000;

    private final Transactions transactions;
    private final Delivery delivery;
    private final StopMark mark;
    private final Object lock = new Object();
    @GuardedBy("lock") private Storing next; // what the thread is to store; null for nothing
    private volatile boolean busy; // written under lock: the thread runs
    private volatile boolean closed;

    StopWriter(Transactions transactions, Delivery delivery, StopMark mark) {
        this.transactions = transactions;
        this.delivery = delivery;
        this.mark = mark;
    }

    /**
     * A stop that is stored.
     *
     * @param moved the tasks that were open, {@value #MOST_LISTED} at most
     * @param left how many waiting tasks are cancelled later, as there are too many for the answer
     */
    record Stored(List<TaskTransitions.Moved> moved, int left) {}

    /** A stop on its way to the database; several calls may wait for one. */
    static final class Storing {
        private final CompletableFuture<Optional<Stored>> firstTry = new CompletableFuture<>(); // empty where that failed
        private volatile long progressNanos = System.nanoTime(); // written by the thread that stores

        /** Waits for the first try while that makes progress, for {@link #LONGEST} at most. Empty where it is not stored by then. */
        Optional<Stored> await() throws InterruptedException {
            long began = System.nanoTime();
            while (true) {
                long patience = Math.min(LONGEST.toNanos(), Math.max(progressNanos - began, 0) + STALLED.toNanos());
                long left = began + patience - System.nanoTime();
                if (left <= 0) {
                    return firstTry.getNow(Optional.empty());
                }
                try {
                    return firstTry.get(left, TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    // there may have been progress
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e); // it is never completed so
                }
            }
        }
    }

    /** Whether a stop is not stored yet. */
    boolean isBusy() {
        return busy;
    }

    /** Has everything that is open from now on back stored as stopped; returns at once. */
    Storing store() {
        synchronized (lock) {
            if (next == null || next.firstTry.isDone()) {
                next = new Storing(); // else that one has not begun, and holds for this stop as well
            }
            if (!busy) {
                busy = true;
                delivery.hold();
                Thread.ofVirtual().name("stop").start(this::run);
            }
            return next;
        }
    }

    private void run() {
        GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        try {
            while (!closed) {
                mark.set();
                Storing storing;
                synchronized (lock) {
                    storing = next;
                    next = null;
                }
                Optional<Stored> stored = tryOnce(storing);
                if (stored.isPresent()) {
                    pause.reset();
                    mark.clear();
                    if (ended(storing, stored)) {
                        return;
                    }
                } else {
                    synchronized (lock) {
                        next = next == null ? storing : next; // a later stop holds for this one
                    }
                    storing.firstTry.complete(stored);
                    Thread.sleep(pause.next());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False where another stop came meanwhile. */
    private boolean ended(Storing storing, Optional<Stored> stored) {
        boolean last;
        synchronized (lock) {
            last = next == null;
            busy = !last;
        }
        if (last) {
            delivery.release();
        }
        if (!storing.firstTry.complete(stored)) { // after that: who gets an answer may release
            log.info("the stop is stored");
        }
        return last;
    }

    private Optional<Stored> tryOnce(Storing storing) {
        storing.progressNanos = System.nanoTime();
        try {
            return Optional.of(write(storing));
        } catch (DatabaseAway e) {
            return Optional.empty();
        } catch (RuntimeException e) {
            log.error("the stop cannot be stored, and is tried again", e);
            return Optional.empty();
        }
    }

    private Stored write(Storing storing) {
        long waitingUntil = System.nanoTime() + WAITING.toNanos();
        long newest = transactions.work((connection, changes) -> {
            HoldTable.hold(connection, changes); // with the links of other processes; nothing is given to a rover from now on
            return TaskTable.newestPlace(connection); // what is started after a release is not this stop's
        });
        storing.progressNanos = System.nanoTime();
        List<TaskTransitions.Moved> moved = new ArrayList<>();
        cancelBites(storing, moved, true, newest, () -> true);
        if (cancelBites(storing, moved, false, newest, () -> System.nanoTime() < waitingUntil)) {
            return new Stored(moved, 0);
        }
        Thread.ofVirtual().name("stop rest").start(() -> cancelRest(newest));
        return new Stored(moved, transactions.database().workQuery(TaskTable::pending));
    }

    /** False where it had to end before all were cancelled. */
    private boolean cancelBites(Storing storing, List<TaskTransitions.Moved> moved, boolean onRovers, long newest, BooleanSupplier goOn) {
        while (goOn.getAsBoolean()) {
            List<TaskTransitions.Moved> bite = transactions.work((connection, changes) -> TaskTransitions.apply(connection, changes,
                    TaskTable.openIds(connection, onRovers, newest, TOGETHER).stream()
                    .map(id -> TaskChange.cancel(id, TaskChange.OPERATOR, WHY)).toList()));
            storing.progressNanos = System.nanoTime();
            if (bite.isEmpty()) {
                return true;
            }
            bite.stream().limit(Math.max(0, MOST_LISTED - moved.size())).forEach(moved::add);
        }
        return false;
    }

    private void cancelRest(long newest) {
        try {
            cancelBites(new Storing(), new ArrayList<>(), false, newest, () -> !closed);
        } catch (DatabaseAway e) {
            store(); // from the beginning: the hold is there, and what is cancelled stays so
        } catch (RuntimeException e) {
            log.error("waiting tasks could not be cancelled after a stop", e);
        }
    }

    /** Ends what goes on in the background; what is not stored stays marked. */
    @Override
    public void close() {
        closed = true;
    }
}
