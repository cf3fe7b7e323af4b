package depot.dispatch.rover;

import depot.database.DatabaseAway;
import depot.dispatch.model.Hold;
import depot.dispatch.model.StoppedTask;
import depot.dispatch.model.Task;
import depot.dispatch.store.Changes;
import depot.dispatch.store.HoldTable;
import depot.dispatch.store.RoverCancelTable;
import depot.dispatch.store.TaskTransitions;
import depot.dispatch.store.Transactions;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops everything and holds it: each rover is sent its cancel first, on every link at once, whether the database is there or not; then it
 * is stored. What is not stored in time for the answer is stored later; until then nothing starts here. Thread-safe.
 */
public final class StopAll implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration CONFIRM = Duration.ofMillis(1000);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration LISTED = CONFIRM.plusMillis(500); // with the storing before, and discovery's second, below ten in all
    private static final int MOST_LISTED = StopWriter.MOST_LISTED;

    private final Transactions transactions;
    private final OpenTasks open;
    private final RoverLinks links;
    private final Supervision supervision;
    private final StopWriter writer;

    /**
     * The outcome of a stop.
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

    /** @param mark keeps, on the disk, that a stop may not be stored yet */
    public StopAll(Transactions transactions, OpenTasks open, RoverLinks links, Delivery delivery, Supervision supervision, StopMark mark) {
        this.transactions = transactions;
        this.open = open;
        this.links = links;
        this.supervision = supervision;
        writer = new StopWriter(transactions, delivery, mark);
        if (mark.isSet()) {
            log.warn("everything was stopped before this start, and that may not be stored: it is stored when the database is there");
            supervision.stopAll();
            writer.store();
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
        return writer.isBusy() ? Optional.of(new Hold(true, null, "[]")) : Optional.empty();
    }

    public Result stop() throws InterruptedException {
        log.warn("everything is stopped, as an operator asked");
        List<Task> known = open.openTasks();
        supervision.stopAll(); // first: a rover whose link is dead stands by that
        StopWriter.Storing storing = writer.store(); // holds at once: a rover that says now that it does nothing was stopped
        cancelHere();
        Optional<StopWriter.Stored> stored = storing.await();
        return stored.isPresent() ? new Result(confirmed(stored.get().moved()), true, stored.get().left())
                : new Result(awaitHere(known), false, 0);
    }

    /** What is confirmed, which GET /hold lists as well. Where the database is slow: what the links here say. */
    private List<StoppedTask> confirmed(List<TaskTransitions.Moved> moved) throws InterruptedException {
        CompletableFuture<List<StoppedTask>> confirmed = new CompletableFuture<>();
        CompletableFuture<Void> listed = confirmed.thenAccept(stopped -> transactions.work((connection, changes) -> {
            HoldTable.stopped(connection, stopped);
            return null;
        }));
        Thread.ofVirtual().name("stop answer").start(() -> {
            try {
                confirmed.complete(awaitConfirmed(moved));
            } catch (InterruptedException | RuntimeException e) {
                confirmed.completeExceptionally(e);
            }
        });
        try {
            listed.get(LISTED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("what was stopped may not be listed by GET /hold: {}", e.toString());
        }
        return confirmed.state() == Future.State.SUCCESS ? confirmed.resultNow() : moved.stream()
                .map(each -> new StoppedTask(each.task().id(), each.had(), each.had() == null
                || isConfirmedHere(each.task().id(), each.had()))).toList();
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
        while (known.stream().anyMatch(task -> links.find(String.valueOf(task.roverId())).isPresent()
                && !isConfirmedHere(task.id(), task.roverId()))
                && System.nanoTime() < deadline) {
            Thread.sleep(POLL);
        }
        return known.stream().limit(MOST_LISTED)
                .map(task -> new StoppedTask(task.id(), task.roverId(), task.roverId() == null
                || isConfirmedHere(task.id(), task.roverId()))).toList();
    }

    private boolean isConfirmedHere(UUID task, String rover) {
        return links.find(rover).map(link -> link.cancelState(task) == RoverLink.CancelState.CONFIRMED).orElse(false);
    }

    /** Ends what goes on in the background; what is not stored stays on the disk. */
    @Override
    public void close() {
        writer.close();
    }
}
