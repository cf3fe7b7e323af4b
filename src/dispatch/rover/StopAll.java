package depot.dispatch.rover;

import depot.common.http.Response;
import depot.dispatch.console.ConsoleState;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import depot.dispatch.store.Changes;
import depot.dispatch.store.DatabaseAway;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.TaskTransitions;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /stop}: every rover is told first, on every link at once, whether the database is there or not; it is
 * written down after that. Thread-safe.
 */
public final class StopAll {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final String WHY = "everything was stopped";
    private static final Duration CONFIRM = Duration.ofMillis(1000);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration OTHERS_STORE = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final Transactions ledger;
    private final ConsoleState board;
    private final RoverLinks links;
    private final Delivery delivery;

    public StopAll(Transactions ledger, ConsoleState board, RoverLinks links, Delivery delivery) {
        this.ledger = ledger;
        this.board = board;
        this.links = links;
        this.delivery = delivery;
    }

    /** What another process says. */
    public void changed(Changes changes) {
        if (changes.stopToo() && changes.heard()) {
            delivery.hold();
            tellHere();
            Thread.ofVirtual().name("stop").start(() -> {
                try {
                    Thread.sleep(OTHERS_STORE); // the other process writes it down, or has died over it
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                delivery.release();
            });
        }
    }

    public Response stop() throws InterruptedException {
        log.warn("everything is stopped, as an operator asked");
        List<Task> known = board.openTasks();
        delivery.hold(); // a rover that says now that it does nothing was stopped
        tellHere();
        List<TaskTransitions.Moved> moved;
        try {
            moved = store();
        } catch (DatabaseAway e) {
            storeLater(Instant.now()); // which ends the hold
            return new StopResult(awaitHere(known), false).answer();
        } catch (RuntimeException e) {
            delivery.release();
            throw e;
        }
        delivery.release();
        return new StopResult(awaitConfirmed(moved), true).answer();
    }

    /** Each link on a thread of its own, so that none waits for a slow one. */
    private void tellHere() {
        for (RoverLink link : links.all()) {
            Set<UUID> tasks = new LinkedHashSet<>();
            board.taskOf(link.rover()).ifPresent(tasks::add);
            if (link.lastSent() != null) {
                tasks.add(link.lastSent()); // sent a moment ago, perhaps; a rover ignores the cancel of another task
            }
            if (!tasks.isEmpty()) {
                Thread.ofVirtual().name("stop " + link.rover()).start(() -> tasks.forEach(link::sendCancel));
            }
        }
    }

    private List<TaskTransitions.Moved> store() {
        ledger.work((connection, changes) -> {
            changes.stop(); // the links of other processes, before anything is locked
            return null;
        });
        return ledger.work((connection, changes) -> cancelAll(connection, changes, Instant.now()));
    }

    private List<StopResult.OfRover> awaitConfirmed(List<TaskTransitions.Moved> moved) throws InterruptedException {
        // what is not known to be confirmed is told as not reached
        Map<UUID, String> unconfirmed = new HashMap<>();
        moved.stream().filter(each -> each.had() != null).forEach(each -> unconfirmed.put(each.task().id(), each.had()));
        long deadline = System.nanoTime() + CONFIRM.toNanos();
        do {
            try {
                Map<UUID, String> left = ledger.database().workQuery(connection -> unconfirmed(connection, moved));
                unconfirmed.clear();
                unconfirmed.putAll(left);
            } catch (DatabaseAway e) {
                // asked again
            }
            Thread.sleep(unconfirmed.isEmpty() ? Duration.ZERO : POLL);
        } while (!unconfirmed.isEmpty() && System.nanoTime() < deadline);
        return moved.stream().map(each -> {
            String rover = unconfirmed.get(each.task().id()); // of a task that waits again, the one that had it before
            return new StopResult.OfRover(each.task().id(), rover == null ? each.had() : rover, rover == null);
        }).toList();
    }

    private static List<TaskTransitions.Moved> cancelAll(Connection connection, Changes changes, Instant madeBefore) throws SQLException {
        List<TaskChange> cancels = TaskTable.open(connection).stream().filter(task -> !task.createdAt().isAfter(madeBefore))
                .sorted(Comparator.comparing(Task::id)).map(task -> TaskChange.cancel(task.id(), TaskChange.OPERATOR, WHY)).toList();
        return TaskTransitions.apply(connection, changes, cancels);
    }

    /** Of the tasks, those whose cancel a rover has not confirmed, and that rover. */
    private static Map<UUID, String> unconfirmed(Connection connection, List<TaskTransitions.Moved> moved) throws SQLException {
        Map<UUID, String> rovers = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT task_id, rover_id FROM rover_cancels WHERE task_id = ANY(?)")) {
            query.setArray(1, connection.createArrayOf("uuid", moved.stream().map(each -> each.task().id()).toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rovers.put(row.getObject(1, UUID.class), row.getString(2));
                }
            }
        }
        return rovers;
    }

    /** Without the database: what the links here say, of the tasks that were known to be open. */
    private List<StopResult.OfRover> awaitHere(List<Task> known) throws InterruptedException {
        long deadline = System.nanoTime() + CONFIRM.toNanos();
        while (known.stream().anyMatch(task -> links.find(String.valueOf(task.roverId())).isPresent() && !confirmedHere(task))
                && System.nanoTime() < deadline) {
            Thread.sleep(POLL);
        }
        return known.stream().map(task -> new StopResult.OfRover(task.id(), task.roverId(), task.roverId() == null || confirmedHere(task))).toList();
    }

    private boolean confirmedHere(Task task) {
        return links.find(task.roverId()).map(link -> link.cancelState(task.id()) == RoverLink.CancelState.CONFIRMED).orElse(false);
    }

    /** Writes it down when the database is back. Tasks made after the stop are not concerned. */
    private void storeLater(Instant at) {
        Thread.ofVirtual().name("stop").start(() -> {
            try {
                while (true) {
                    Thread.sleep(AGAIN);
                    try {
                        ledger.work((connection, changes) -> cancelAll(connection, changes, at));
                        log.info("the stop of {} is written down", at);
                        delivery.release();
                        return;
                    } catch (DatabaseAway e) {
                        // again
                    } catch (IllegalStateException e) {
                        log.error("the stop of {} cannot be written down", at, e); // or the service has ended
                        delivery.release();
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
