package depot.dispatch.store;

import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads tasks and their history, and makes new ones. Stateless; the caller's transaction. */
public final class TaskTable {
    /** The columns that {@link #read} reads, of the table called {@code t}. */
    public static final String COLUMNS = "t.id, t.mission_id, t.rover_id, t.status, t.progress, t.waypoint, t.lap, t.error, "
            + "t.created_at, t.started_at, t.ended_at, t.waiting_for, t.silent_since, t.version";

    private TaskTable() {}

    /** From a row that has {@link #COLUMNS}. */
    public static Task read(ResultSet row) throws SQLException {
        return new Task(row.getObject("id", UUID.class), row.getObject("mission_id", UUID.class), row.getString("rover_id"),
                TaskStatus.of(row.getString("status")).orElse(TaskStatus.FAILED),
                row.getInt("progress"), row.getInt("waypoint"), row.getInt("lap"), row.getString("error"),
                Columns.instant(row, "created_at"), Columns.instant(row, "started_at"), Columns.instant(row, "ended_at"),
                row.getString("waiting_for"), Columns.instant(row, "silent_since"), row.getLong("version"));
    }

    /**
     * Which tasks a list has; null for no such condition.
     *
     * @param beforeTime only those made before this
     * @param beforeTask only those that stand behind this one in the list
     */
    public record Filter(TaskStatus status, String roverId, UUID missionId, Instant beforeTime, UUID beforeTask, int limit) {}

    /** One entry of a task's history. */
    public record Event(Instant at, String from, String to, String roverId, String who, String why) {}

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

    /** All that have not ended, oldest first. */
    public static List<Task> open(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + TaskTable.COLUMNS
                + " FROM tasks t WHERE t.status IN ('pending', 'assigned', 'active') ORDER BY t.created_at, t.id")) {
            return tasks(query);
        }
    }

    /** Those that ended within the last {@code seconds}, oldest end first. */
    public static List<Task> endedWithin(Connection connection, int seconds, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + TaskTable.COLUMNS
                + " FROM tasks t WHERE t.created_at > now() - interval '1 day' AND t.ended_at > now() - make_interval(secs => ?) ORDER BY t.ended_at LIMIT ?")) {
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
        add(sql, values, " AND t.created_at < ?", filter.beforeTime() == null ? null : OffsetDateTime.ofInstant(filter.beforeTime(), ZoneOffset.UTC));
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

    private static List<Task> tasks(PreparedStatement query) throws SQLException {
        List<Task> tasks = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                tasks.add(TaskTable.read(row));
            }
        }
        return tasks;
    }

    /** Oldest first; empty for a task that never was. It outlives the task. */
    public static List<Event> events(Connection connection, UUID task) throws SQLException {
        List<Event> events = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT at, from_status, to_status, rover_id, who, why FROM task_events WHERE task_id = ? ORDER BY id")) {
            query.setObject(1, task);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    events.add(new Event(row.getObject(1, OffsetDateTime.class).toInstant(), row.getString(2), row.getString(3),
                            row.getString(4), row.getString(5), row.getString(6)));
                }
            }
        }
        return events;
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
                    INSERT INTO tasks (mission_id, rover_id, status, progress, waypoint, lap, waiting_for, heard_at)
                    VALUES (?, ?, ?, 0, 0, 0, ?, now()) RETURNING *
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
