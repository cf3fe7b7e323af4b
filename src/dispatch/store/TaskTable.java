package depot.dispatch.store;

import depot.dispatch.model.Stall;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskDelivery;
import depot.dispatch.model.TaskStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Reads tasks and their history, and makes new ones. Stateless; the caller's transaction. */
public final class TaskTable {
    /** The columns that {@link #read} reads, of the table called {@code t}. */
    public static final String COLUMNS = "t.id, t.mission_id, t.rover_id, t.status, t.progress, t.waypoint, t.lap, t.error, "
            + "t.created_at, t.started_at, t.ended_at, t.waiting_for, t.silent_since, t.stalled_since, t.stalled_why, t.version, "
            + "CASE WHEN t.unknown_since IS NOT NULL THEN 'unknown' WHEN t.delivered_at IS NOT NULL THEN 'delivered' WHEN t.sent_link IS "
            + "NOT NULL THEN 'sent' END AS delivery";

    /**
     * Has one row. For {@link #lock}, and for {@link GroupCommit}. Nobody needs one that has ended, and a removal takes those last. (By the
     * status, PostgreSQL would search the index of all open tasks.)
     */
    static final String LOCK = "SELECT count(*) FROM (SELECT FROM tasks t WHERE t.id = ANY(?) AND t.ended_at IS NULL ORDER BY t.id FOR NO "
            + "KEY UPDATE) l";

    private TaskTable() {}

    /** From a row that has {@link #COLUMNS}. */
    public static Task read(ResultSet row) throws SQLException {
        return new Task(row.getObject("id", UUID.class), row.getObject("mission_id", UUID.class), row.getString("rover_id"),
                TaskStatus.of(row.getString("status")).orElse(TaskStatus.FAILED),
                row.getInt("progress"), row.getInt("waypoint"), row.getInt("lap"), row.getString("error"),
                Columns.instant(row, "created_at"), Columns.instant(row, "started_at"), Columns.instant(row, "ended_at"),
                row.getString("waiting_for"), Columns.instant(row, "silent_since"), stall(row), delivery(row.getString("delivery")),
                row.getLong("version"));
    }

    private static Stall stall(ResultSet row) throws SQLException {
        Instant since = Columns.instant(row, "stalled_since");
        return since == null ? null : new Stall(since, row.getString("stalled_why"));
    }

    private static TaskDelivery delivery(String text) {
        return text == null ? null : TaskDelivery.valueOf(text.toUpperCase(Locale.ROOT));
    }

    /**
     * Which tasks a list has; null for no such condition.
     *
     * @param beforeTime only those made before this
     * @param beforeTask only those that stand behind this one in the list
     */
    public record Filter(TaskStatus status, String roverId, UUID missionId, Instant beforeTime, UUID beforeTask, int limit) {}

    public static Optional<Task> find(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + TaskTable.COLUMNS + " FROM tasks t WHERE t.id = ?")) {
            query.setObject(1, id);
            return tasks(query).stream().findFirst();
        }
    }

    public static List<Task> byIds(Connection connection, Collection<UUID> ids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + TaskTable.COLUMNS + " FROM tasks t WHERE t.id = ANY(?)")) {
            query.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            return tasks(query);
        }
    }

    /**
     * Locks those of them that have not ended, in the order of their ids. Who changes several tasks by more than one statement, or locks
     * their rovers as well, begins with this: see the order in the package's description.
     */
    public static void lock(Connection connection, Collection<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            setLock(connection, lock, 1, ids);
            lock.executeQuery().close();
        }
    }

    /** Sets the parameters of {@link #LOCK} from {@code at} on. @return the number of the next */
    static int setLock(Connection connection, PreparedStatement statement, int at, Collection<UUID> ids) throws SQLException {
        statement.setArray(at, connection.createArrayOf("uuid", ids.toArray()));
        return at + 1;
    }

    /** Locks those that these rovers have, in the order of their ids: all of them, or those that were not sent. */
    public static void lockOf(Connection connection, Collection<String> rovers, boolean all) throws SQLException {
        if (rovers.isEmpty()) {
            return;
        }
        try (PreparedStatement lock = connection.prepareStatement("SELECT FROM tasks t WHERE t.rover_id = ANY(?) AND t.status IN "
                + "('assigned', 'active')" + (all ? "" : " AND t.sent_link IS NULL") + " ORDER BY t.id FOR NO KEY UPDATE")) {
            lock.setArray(1, connection.createArrayOf("text", rovers.toArray()));
            lock.executeQuery().close();
        }
    }

    /** All that have not ended, oldest first. */
    public static List<Task> open(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + TaskTable.COLUMNS
                + " FROM tasks t WHERE t.status IN ('pending', 'assigned', 'active') ORDER BY t.created_at, t.id")) {
            return tasks(query);
        }
    }

    /** The place in the queue that the newest task has. */
    public static long newestPlace(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT last_value FROM "
                + "task_seq"); ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong("last_value");
        }
    }

    /** Ids of open tasks, in order: of those that a rover has, or of those that wait, each up to a place in the queue. */
    public static List<UUID> openIds(Connection connection, boolean onRovers, long newest, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT t.id FROM tasks t WHERE t.status "
                + (onRovers ? "IN ('assigned', 'active') AND coalesce(t.seq, 0) <= ? ORDER BY t.id" : "= 'pending' AND t.seq <= ? ORDER "
                + "BY t.seq") + " LIMIT ?")) {
            query.setLong(1, newest);
            query.setInt(2, limit);
            return Columns.ids(query);
        }
    }

    /** By the database's clock. */
    public static Instant now(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT now() AS now"); ResultSet row = query.executeQuery()) {
            row.next();
            return Columns.instant(row, "now");
        }
    }

    /** Marks a task that its connected rover has, to be sent again; empty where there is none such. */
    public static Optional<Task> resend(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE tasks t SET resend = true, heard_at = now(), heard_steady = (SELECT steady FROM dispatch_clock),
                    silent_since = NULL,
                    stalled_since = NULL, stalled_why = NULL, version = t.version + 1
                WHERE t.id = ? AND t.status IN ('assigned', 'active')
                    AND EXISTS (SELECT FROM rover_links r WHERE r.rover_id = t.rover_id AND r.connected) RETURNING\s""" + COLUMNS)) {
            update.setObject(1, id);
            return tasks(update).stream().findFirst();
        }
    }

    /** Marks those whose connected rover has said nothing of them for so long, by the steady clock, and that are not marked yet. */
    public static List<Task> markSilent(Connection connection, double seconds) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                WITH silent AS ( -- one that is being written is heard of
                    SELECT t.id FROM tasks t JOIN rover_links r ON r.rover_id = t.rover_id CROSS JOIN dispatch_clock c
                    WHERE r.connected AND t.status IN ('assigned', 'active') AND t.silent_since IS NULL AND t.heard_steady < c.steady - ?
                    FOR NO KEY UPDATE OF t SKIP LOCKED)
                UPDATE tasks t SET silent_since = t.heard_at, version = t.version + 1 FROM silent WHERE t.id = silent.id
                    RETURNING\s""" + COLUMNS)) {
            update.setDouble(1, seconds);
            return tasks(update);
        }
    }

    /**
     * A task that its rover is lost to.
     *
     * @param unknown whether its rover may be there, and how the task is has not been known for so long
     */
    public record Lost(UUID id, String rover, String onLoss, boolean unknown) {}

    /**
     * Those whose rover has been away, or that have been unknown, for so long, by the steady clock, and whose missions do not wait. They
     * and their rovers are locked: one that registers at this moment comes before or after this. What somebody else has locked is left.
     */
    public static List<Lost> lost(Connection connection, double seconds, int limit) throws SQLException {
        List<Lost> lost = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT t.id, t.rover_id, m.on_loss, r.connected OR r.away_steady IS NULL OR r.away_steady >= c.steady - ? AS unknown
                FROM tasks t JOIN missions m ON m.id = t.mission_id JOIN rover_links r ON r.rover_id = t.rover_id
                    CROSS JOIN dispatch_clock c
                WHERE t.status IN ('assigned', 'active') AND m.on_loss <> 'wait'
                    AND (NOT r.connected AND r.away_steady < c.steady - ? OR t.unknown_steady < c.steady - ?)
                ORDER BY t.id LIMIT ? FOR NO KEY UPDATE OF t, r SKIP LOCKED""")) {
            query.setDouble(1, seconds);
            query.setDouble(2, seconds);
            query.setDouble(3, seconds);
            query.setInt(4, limit);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    lost.add(new Lost(row.getObject("id", UUID.class), row.getString("rover_id"), row.getString("on_loss"),
                            row.getBoolean("unknown")));
                }
            }
        }
        return lost;
    }

    /** How many wait in the queue. */
    public static int pending(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT count(*) AS count FROM tasks t WHERE t.status = 'pending'");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getInt("count");
        }
    }

    /** Ids of a mission's tasks that a rover has, in order. */
    public static List<UUID> onRovers(Connection connection, UUID mission) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT t.id FROM tasks t WHERE t.mission_id = ? AND t.status IN "
                + "('assigned', 'active') ORDER BY t.id")) {
            query.setObject(1, mission);
            return Columns.ids(query);
        }
    }

    /** The oldest of a mission's tasks that has not ended. */
    public static Optional<UUID> openOf(Connection connection, UUID mission) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT id FROM tasks WHERE mission_id = ? AND status IN ('pending', 'assigned', 'active') ORDER BY created_at LIMIT 1")) {
            query.setObject(1, mission);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getObject("id", UUID.class)) : Optional.empty();
            }
        }
    }

    /** Those that ended within the last {@code seconds}, oldest end first. */
    public static List<Task> endedWithin(Connection connection, int seconds, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + TaskTable.COLUMNS
                + " FROM tasks t WHERE t.created_at > now() - interval '1 day' AND t.ended_at > now() - make_interval(secs => ?) ORDER "
                + "BY t.ended_at LIMIT ?")) {
            query.setInt(1, seconds);
            query.setInt(2, limit);
            return tasks(query);
        }
    }

    /** Newest first. */
    public static List<Task> list(Connection connection, Filter filter) throws SQLException {
        List<Object> values = new ArrayList<>();
        StringBuilder sql = new StringBuilder("SELECT " + TaskTable.COLUMNS + " FROM tasks t WHERE true");
        add(sql, values, " AND t.status = ?", filter.status() == null ? null : filter.status().text());
        add(sql, values, " AND t.rover_id = ?", filter.roverId());
        add(sql, values, " AND t.mission_id = ?", filter.missionId());
        add(sql, values, " AND t.created_at < ?", Columns.time(filter.beforeTime()));
        add(sql, values, " AND (t.created_at, t.id) < (SELECT b.created_at, b.id FROM tasks b WHERE b.id = ?)", filter.beforeTask());
        sql.append(" ORDER BY t.created_at DESC, t.id DESC LIMIT ?");
        values.add(filter.limit());
        try (PreparedStatement query = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < values.size(); i++) {
                query.setObject(i + 1, values.get(i));
            }
            return tasks(query);
        }
    }

    private static void add(StringBuilder sql, List<Object> values, String condition, Object value) {
        if (value != null) {
            sql.append(condition);
            values.add(value);
        }
    }

    static List<Task> tasks(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return tasks(row);
        }
    }

    static List<Task> tasks(ResultSet row) throws SQLException {
        List<Task> tasks = new ArrayList<>();
        while (row.next()) {
            tasks.add(TaskTable.read(row));
        }
        return tasks;
    }

    /**
     * A new task.
     *
     * @param rover null for one that waits
     * @param waitingFor why it waits; null for one that has a rover
     */
    public static Task insert(Connection connection, UUID mission, String rover, String waitingFor, String who) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                WITH t AS (
                    INSERT INTO tasks (mission_id, rover_id, status, progress, waypoint, lap, waiting_for, heard_at, heard_steady)
                    VALUES (?, ?, ?, 0, 0, 0, ?, now(), (SELECT steady FROM dispatch_clock)) RETURNING *
                ), history AS (
                    INSERT INTO task_events(task_id, mission_id, to_status, rover_id, who) SELECT id, mission_id, status, rover_id, ? FROM t
                )
                SELECT\s""" + TaskTable.COLUMNS + " FROM t")) {
            insert.setObject(1, mission);
            insert.setString(2, rover);
            insert.setString(3, (rover == null ? TaskStatus.PENDING : TaskStatus.ASSIGNED).text());
            insert.setString(4, waitingFor);
            insert.setString(5, who);
            return tasks(insert).getFirst();
        }
    }
}
