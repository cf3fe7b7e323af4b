package depot.dispatch.assign;

import depot.common.threads.Worker;
import depot.dispatch.database.DatabaseAway;
import depot.dispatch.ledger.Changes;
import depot.dispatch.ledger.Ledger;
import depot.dispatch.task.Task;
import depot.dispatch.task.TaskChange;
import depot.dispatch.task.TaskMoves;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Gives pending tasks to rovers that become free, the oldest task first, and keeps up what each waits for. One thread
 * of its own in each process; a lock in the database has one at a time do it. It is woken by what may have freed a
 * rover, and looks once a second in any case.
 */
public final class PendingQueue implements AutoCloseable {
    private static final long LOCK = 0x71756575655fL; // "queue_"
    private static final int MAX_LOOKED_AT = 1000;

    private final Ledger ledger;
    private final Semaphore wanted = new Semaphore(0);
    private Worker worker;

    public PendingQueue(Ledger ledger) {
        this.ledger = ledger;
    }

    public void start() {
        worker = Worker.start("queue", this::run);
    }

    /** Has the queue looked at soon; any thread. */
    public void wake() {
        wanted.release();
    }

    public void changed(Changes changes) {
        if (changes.queueToo()) {
            wake();
        }
    }

    private void run() throws InterruptedException {
        while (true) {
            wanted.tryAcquire(1, TimeUnit.SECONDS);
            wanted.drainPermits();
            try {
                ledger.work(PendingQueue::match);
            } catch (DatabaseAway e) {
                // looked at again in a second
            }
        }
    }

    /** A pending task, and what its start depends on; {@code rover} is null for any. */
    private record Pending(UUID id, String rover, String waitingFor, boolean enabled, boolean hasWaypoints) {
        /** Why it cannot be started, whatever rovers there are; else null. */
        String obstacle() {
            return !enabled ? "the mission is disabled" : hasWaypoints ? null : "its zone has no waypoints";
        }
    }

    private static Void match(Connection connection, Changes changes) throws SQLException {
        if (!lockIfAny(connection)) {
            return null;
        }
        Map<UUID, String> reasons = new LinkedHashMap<>();
        Map<String, UUID> inFront = new HashMap<>(); // by named rover: the task that has waited longest for it
        String noneFree = null; // why, once that is known
        for (Pending task : pending(connection)) {
            String reason = task.obstacle();
            if (reason == null && task.rover == null) {
                reason = noneFree;
            } else if (reason == null && inFront.containsKey(task.rover)) {
                reason = Starter.behind(inFront.get(task.rover), task.rover);
            }
            if (reason == null) {
                Optional<String> rover = RoverChoice.take(connection, task.rover, false);
                if (rover.isPresent()) {
                    TaskMoves.apply(connection, changes, List.of(TaskChange.assign(task.id, rover.get())));
                    continue;
                }
                reason = task.rover == null ? Starter.noRover(connection)
                        : RoverChoice.obstacle(connection, task.rover).orElse("rover " + task.rover + " is not free");
                noneFree = task.rover == null ? reason : noneFree;
                if (task.rover != null) {
                    inFront.put(task.rover, task.id);
                }
            }
            if (!reason.equals(task.waitingFor)) {
                reasons.put(task.id, reason);
            }
        }
        tell(connection, changes, reasons);
        return null;
    }

    /** Held until the transaction ends; false, and not locked, when nothing is pending. */
    private static boolean lockIfAny(Connection connection) throws SQLException {
        try (Statement lock = connection.createStatement();
                ResultSet row = lock.executeQuery("SELECT pg_advisory_xact_lock(" + LOCK + ") FROM (SELECT FROM tasks WHERE status = 'pending' LIMIT 1) p")) {
            return row.next();
        }
    }

    /** Oldest first. */
    private static List<Pending> pending(Connection connection) throws SQLException {
        List<Pending> pending = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT t.id, m.rover_id, t.waiting_for, coalesce(m.enabled, true),
                    CASE WHEN jsonb_typeof(z.waypoints) = 'array' THEN jsonb_array_length(z.waypoints) > 0 ELSE false END
                FROM tasks t JOIN missions m ON m.id = t.mission_id JOIN zones z ON z.id = m.zone_id
                WHERE t.status = 'pending' ORDER BY t.created_at, t.id LIMIT ?""")) {
            query.setInt(1, MAX_LOOKED_AT);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    pending.add(new Pending(row.getObject(1, UUID.class), row.getString(2), row.getString(3), row.getBoolean(4), row.getBoolean(5)));
                }
            }
        }
        return pending;
    }

    private static void tell(Connection connection, Changes changes, Map<UUID, String> reasons) throws SQLException {
        if (reasons.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE tasks t SET waiting_for = w.reason, version = t.version + 1
                FROM unnest(?::uuid[], ?::text[]) AS w(id, reason) WHERE t.id = w.id AND t.status = 'pending' RETURNING\s""" + Task.COLUMNS)) {
            update.setArray(1, connection.createArrayOf("uuid", reasons.keySet().toArray()));
            update.setArray(2, connection.createArrayOf("text", reasons.values().toArray()));
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    changes.task(Task.read(row));
                }
            }
        }
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }
}
