package depot.dispatch.rover;

import depot.common.threads.GrowingPause;
import depot.database.DatabaseAway;
import depot.database.DatabaseFault;
import depot.dispatch.model.Hold;
import depot.dispatch.model.StoppedTask;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import depot.dispatch.store.Changes;
import depot.dispatch.store.HoldTable;
import depot.dispatch.store.RoverCancelTable;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.TaskTransitions;
import depot.dispatch.store.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops everything and holds it: each rover is sent its cancel first, on every link at once, whether the database is there or not; then it
 * is stored, in bites, those tasks first that a rover has. What cannot be stored is kept on the disk and stored when the database returns;
 * until then nothing starts here. Thread-safe.
 */
public final class StopAll implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final String WHY = "everything was stopped";
    private static final Duration CONFIRM = Duration.ofMillis(1000);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofSeconds(6); // of the answer's ten seconds; what waits beyond is cancelled after it
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int TOGETHER = 1000;
    private static final int MOST_LISTED = 10_000;

    private final Transactions transactions;
    private final OpenTasks open;
    private final RoverLinks links;
    private final Delivery delivery;
    private final Supervision supervision;
    private final StopMark mark;
    private final AtomicBoolean unstored = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * What came of a stop.
     *
     * @param stopped the tasks that were open, {@value #MOST_LISTED} at most
     * @param stored whether it is stored; if not, it will be when the database is back
     * @param left how many waiting tasks are still to be cancelled, as is done now
     */
    public record Result(List<StoppedTask> stopped, boolean stored, int left) {
        public List<String> unreached() {
            return stopped.stream().filter(each -> !each.confirmed()).map(StoppedTask::rover).distinct().sorted().toList();
        }
    }

    /** @param mark keeps, on the disk, that a stop is not stored yet */
    public StopAll(Transactions transactions, OpenTasks open, RoverLinks links, Delivery delivery, Supervision supervision, StopMark mark) {
        this.transactions = transactions;
        this.open = open;
        this.links = links;
        this.delivery = delivery;
        this.supervision = supervision;
        this.mark = mark;
        if (mark.isSet()) {
            log.warn("everything was stopped before this start, and that could not be stored: it is stored when the database is there");
            supervision.stopAll();
            delivery.hold();
            storeLater();
        }
    }

    /** What another process says. */
    public void changed(Changes changes) {
        if (changes.stopToo() && changes.heard()) {
            cancelHere();
        }
    }

    /** A stop that is not stored yet holds everything here; empty for none. */
    public Optional<Hold> unstored() {
        return unstored.get() ? Optional.of(new Hold(true, null, "[]")) : Optional.empty();
    }

    public Result stop() throws InterruptedException {
        log.warn("everything is stopped, as an operator asked");
        List<Task> known = open.openTasks();
        supervision.stopAll(); // first: a rover whose link is dead stands by that
        delivery.hold(); // a rover that says now that it does nothing was stopped
        cancelHere();
        List<TaskTransitions.Moved> moved = new ArrayList<>();
        int left;
        try {
            left = store(moved);
        } catch (DatabaseAway e) {
            storeLater(); // which ends the hold of the delivery
            return new Result(awaitHere(known), false, 0);
        } catch (RuntimeException e) {
            delivery.release();
            throw e;
        }
        delivery.release();
        List<StoppedTask> stopped = awaitConfirmed(moved);
        try {
            transactions.work((connection, changes) -> {
                HoldTable.stopped(connection, stopped);
                return null;
            });
        } catch (DatabaseAway e) {
            log.warn("what was stopped is not listed by GET /hold: the database is away");
        }
        return new Result(stopped, true, left);
    }

    /** Each link on a thread of its own, so that none waits for a slow one. */
    private void cancelHere() {
        for (RoverLink link : links.all()) {
            Set<UUID> tasks = new LinkedHashSet<>();
            open.taskOf(link.rover()).ifPresent(tasks::add);
            if (link.lastSent() != null) {
                tasks.add(link.lastSent()); // sent a moment ago, perhaps; a rover ignores the cancel of another task
            }
            if (!tasks.isEmpty()) {
                Thread.ofVirtual().name("stop " + link.rover()).start(() -> tasks.forEach(link::sendCancel));
            }
        }
    }

    /** Returns how many waiting tasks are cancelled later, as there are too many for the answer. */
    private int store(List<TaskTransitions.Moved> moved) {
        long newest = transactions.work((connection, changes) -> {
            HoldTable.hold(connection, changes); // with the links of other processes; nothing is given to a rover from now on
            return TaskTable.newestPlace(connection); // what is started after a release is not this stop's
        });
        cancelBites(moved, true, newest, () -> true);
        long deadline = System.nanoTime() + LONGEST.toNanos();
        if (cancelBites(moved, false, newest, () -> System.nanoTime() < deadline)) {
            return 0;
        }
        Thread.ofVirtual().name("stop").start(() -> cancelRest(newest));
        return transactions.database().workQuery(TaskTable::pending);
    }

    /** False where it had to end before all were cancelled. */
    private boolean cancelBites(List<TaskTransitions.Moved> moved, boolean onRovers, long newest, BooleanSupplier goOn) {
        while (goOn.getAsBoolean()) {
            List<TaskTransitions.Moved> bite = transactions.work((connection, changes) -> TaskTransitions.apply(connection, changes,
                    TaskTable.openIds(connection, onRovers, newest, TOGETHER).stream()
                    .map(id -> TaskChange.cancel(id, TaskChange.OPERATOR, WHY)).toList()));
            if (bite.isEmpty()) {
                return true;
            }
            bite.stream().limit(Math.max(0, MOST_LISTED - moved.size())).forEach(moved::add);
        }
        return false;
    }

    private void cancelRest(long newest) {
        try {
            cancelBites(new ArrayList<>(), false, newest, () -> !closed);
        } catch (DatabaseAway e) {
            storeLater(); // from the beginning: the hold is there, and what is cancelled stays so
        } catch (DatabaseFault e) {
            log.error("waiting tasks could not be cancelled after a stop", e);
        }
    }

    private List<StoppedTask> awaitConfirmed(List<TaskTransitions.Moved> moved) throws InterruptedException {
        // what is not known to be confirmed is shown as not reached
        Map<UUID, String> unconfirmed = new HashMap<>();
        moved.stream().filter(each -> each.had() != null).forEach(each -> unconfirmed.put(each.task().id(), each.had()));
        List<UUID> asked = List.copyOf(unconfirmed.keySet());
        long deadline = System.nanoTime() + CONFIRM.toNanos();
        while (!unconfirmed.isEmpty()) {
            try {
                Map<UUID, String> left = transactions.database().workQuery(connection -> RoverCancelTable.unconfirmed(connection, asked));
                unconfirmed.clear();
                unconfirmed.putAll(left);
            } catch (DatabaseAway e) {
                // asked again
            }
            if (unconfirmed.isEmpty() || System.nanoTime() >= deadline) {
                break;
            }
            Thread.sleep(POLL);
        }
        return moved.stream().map(each -> {
            String rover = unconfirmed.get(each.task().id()); // of a task that waits again, the one that had it before
            return new StoppedTask(each.task().id(), rover == null ? each.had() : rover, rover == null);
        }).toList();
    }

    /** Without the database: what the links here say, of the tasks that were known to be open. */
    private List<StoppedTask> awaitHere(List<Task> known) throws InterruptedException {
        long deadline = System.nanoTime() + CONFIRM.toNanos();
        while (known.stream().anyMatch(task -> links.find(String.valueOf(task.roverId())).isPresent() && !confirmedHere(task))
                && System.nanoTime() < deadline) {
            Thread.sleep(POLL);
        }
        return known.stream().limit(MOST_LISTED)
                .map(task -> new StoppedTask(task.id(), task.roverId(), task.roverId() == null || confirmedHere(task))).toList();
    }

    private boolean confirmedHere(Task task) {
        return links.find(task.roverId()).map(link -> link.cancelState(task.id()) == RoverLink.CancelState.CONFIRMED).orElse(false);
    }

    /** Stores it when the database is back: everything that is open then is cancelled, as nothing was released meanwhile. */
    private void storeLater() {
        if (!unstored.compareAndSet(false, true)) {
            delivery.release(); // one stop is on its way to the database, with a hold of its own
            return;
        }
        mark.set();
        Thread.ofVirtual().name("stop").start(() -> {
            GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
            try {
                while (!closed) {
                    Thread.sleep(pause.next());
                    try {
                        store(new ArrayList<>());
                        mark.clear();
                        log.info("the stop is stored");
                        break;
                    } catch (DatabaseAway e) {
                        // again
                    } catch (DatabaseFault e) {
                        log.error("the stop cannot be stored, and is tried again", e);
                    }
                }
                unstored.set(false);
                delivery.release();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Ends what goes on in the background; what is not stored stays on the disk. */
    @Override
    public void close() {
        closed = true;
    }
}
