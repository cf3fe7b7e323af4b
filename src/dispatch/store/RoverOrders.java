package depot.dispatch.store;

import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.rules.NextSend;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads what to send to a rover, and records that it was sent and that it was confirmed. Stateless; the caller's transaction. */
public final class RoverOrders {
    private RoverOrders() {}

    /**
     * What a task message needs, and the task as it is now.
     *
     * @param attempt the number of this sending, from 1
     */
    public record Sending(Task task, int attempt, String waypoints, boolean loop, double ageSeconds) {
        /** The same, and that old. */
        public Sending aged(double seconds) {
            return new Sending(task, attempt, waypoints, loop, seconds);
        }
    }

    /** Empty for a rover that never had a link. */
    public static Optional<NextSend> read(Connection connection, String rover, UUID self) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT r.link,
                    (SELECT array_agg(c.task_id ORDER BY c.created_at) FROM rover_cancels c WHERE c.rover_id = r.rover_id) AS cancels,
                    NOT EXISTS (SELECT FROM open_links o WHERE o.rover_id = r.rover_id AND o.link < r.link)
                        AND NOT EXISTS (
                            SELECT FROM dispatch_processes p WHERE p.process <> ? AND (p.behind OR p.seen_link < r.link)) AS heard,
                    t.id, t.mission_id, t.status, t.sent_link, t.resend, t.delivered_at IS NOT NULL AS delivered,
                    t.unknown_since IS NOT NULL AS unknown, t.hearing_lost, t.attempt
                FROM rover_links r LEFT JOIN tasks t ON t.rover_id = r.rover_id AND t.status IN ('assigned', 'active')
                WHERE r.rover_id = ?""")) {
            query.setObject(1, self);
            query.setString(2, rover);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(new NextSend(row.getLong("link"), row.getBoolean("heard"), ids(row.getArray("cancels")),
                        task(row)))
                        : Optional.empty();
            }
        }
    }

    private static List<UUID> ids(Array array) throws SQLException {
        return array == null ? List.of() : List.of((UUID[]) array.getArray());
    }

    private static NextSend.OpenTask task(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return id == null ? null : new NextSend.OpenTask(id, row.getObject("mission_id", UUID.class), TaskStatus.of(row.getString("status"))
                .orElseThrow(),
                row.getObject("sent_link", Long.class), row.getBoolean("resend"), row.getBoolean("delivered"),
                row.getBoolean("unknown"), row.getBoolean("hearing_lost"), row.getInt("attempt"));
    }

    /**
     * Writes down that the task is about to be written to a link, so that no kill makes us forget it: empty when it is
     * no longer this rover's, was sent meanwhile, the link has ended or is not the rover's newest, or there is a cancel to confirm.
     */
    public static Optional<Sending> markSent(Connection connection, String rover, NextSend.OpenTask task, long link) throws SQLException {
        // the link's row is locked: its end, which makes the task unknown, comes before this or after
        try (PreparedStatement lock = connection.prepareStatement("SELECT link FROM open_links WHERE link = ? FOR KEY SHARE")) {
            lock.setLong(1, link);
            try (ResultSet row = lock.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
            }
        }
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE tasks t SET sent_link = ?, attempt = t.attempt + 1, resend = false, delivered_at = NULL, heard_link = NULL,
                    heard_at = now(),
                    heard_steady = (SELECT steady FROM dispatch_clock), unknown_since = NULL, unknown_steady = NULL, hearing_lost = false,
                    waiting_for = NULL, version = t.version + 1
                FROM missions m JOIN zones z ON z.id = m.zone_id
                WHERE t.id = ? AND t.mission_id = m.id AND t.rover_id = ? AND t.status IN ('assigned', 'active')
                    AND t.sent_link IS NOT DISTINCT FROM ? AND t.resend = ?
                    AND EXISTS (SELECT FROM rover_links r WHERE r.rover_id = ? AND r.link = ? AND r.connected)
                    AND NOT EXISTS (SELECT FROM rover_cancels c WHERE c.rover_id = ?)
                RETURNING (\s""" + ZoneTable.WAYPOINTS + ")::text AS waypoints, coalesce(m.schedule->>'loop', '') = 'true' AS loop, "
                + "extract(epoch FROM clock_timestamp() - t.created_at) AS age, t.attempt, " + TaskTable.COLUMNS)) {
            update.setLong(1, link);
            update.setObject(2, task.id());
            update.setString(3, rover);
            update.setObject(4, task.sentLink(), Types.BIGINT);
            update.setBoolean(5, task.resend());
            update.setString(6, rover);
            update.setLong(7, link);
            update.setString(8, rover);
            try (ResultSet row = update.executeQuery()) {
                return row.next() ? Optional.of(new Sending(TaskTable.read(row), row.getInt("attempt"), row.getString("waypoints"),
                        row.getBoolean("loop"), row.getDouble("age"))) : Optional.empty();
            }
        }
    }

    /** The rover says, when it registers on this link, that it is on its task. */
    public static void onIt(Connection connection, Changes changes, String rover, long link, UUID task) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE tasks t SET delivered_at = coalesce(t.delivered_at, now()), heard_link = ?, heard_at = now(),
                    heard_steady = (SELECT steady FROM dispatch_clock),
                    unknown_since = NULL, unknown_steady = NULL, hearing_lost = false, waiting_for = NULL, version = t.version + 1
                WHERE t.id = ? AND t.rover_id = ? AND t.status IN ('assigned', 'active') RETURNING\s""" + TaskTable.COLUMNS)) {
            update.setLong(1, link);
            update.setObject(2, task);
            update.setString(3, rover);
            TaskTable.tasks(update).forEach(changes::task);
        }
    }

    /**
     * A rover's pong, and where it was heard.
     *
     * @param attempt what it confirms
     */
    public record Confirmed(UUID task, int attempt) {}

    private static final String MARK_DELIVERED = """
            UPDATE tasks t SET delivered_at = now(), heard_at = now(), heard_steady = (SELECT steady FROM dispatch_clock),
                unknown_since = CASE WHEN t.hearing_lost THEN t.unknown_since END,
                unknown_steady = CASE WHEN t.hearing_lost THEN t.unknown_steady END,
                waiting_for = CASE WHEN t.hearing_lost THEN t.waiting_for END, version = t.version + 1
            FROM unnest(?::uuid[], ?::int[]) AS c(id, attempt)
            WHERE t.id = c.id AND t.attempt = c.attempt AND t.status IN ('assigned', 'active') AND t.delivered_at IS NULL RETURNING\s""";
    /** For {@link GroupCommit}. */
    static final String DELIVERED = "WITH t AS (" + MARK_DELIVERED + "t.*), " + Transactions.NOTIFIED
            + " SELECT (SELECT count(*) FROM notified) AS notified, " + TaskTable.COLUMNS + " FROM t";

    /** Tasks that their rovers confirmed to have read. One that was taken from its rover, or sent anew, meanwhile is left. */
    public static void delivered(Connection connection, Changes changes, List<Confirmed> confirmed) throws SQLException {
        if (confirmed.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(MARK_DELIVERED + TaskTable.COLUMNS)) {
            set(connection, update, 1, confirmed);
            TaskTable.tasks(update).forEach(changes::task);
        }
    }

    private static int set(Connection connection, PreparedStatement statement, int at, List<Confirmed> confirmed) throws SQLException {
        UUID[] tasks = new UUID[confirmed.size()];
        Integer[] attempts = new Integer[confirmed.size()];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = confirmed.get(i).task();
            attempts[i] = confirmed.get(i).attempt();
        }
        statement.setArray(at, connection.createArrayOf("uuid", tasks));
        statement.setArray(at + 1, connection.createArrayOf("int", attempts));
        return at + 2;
    }

    /** Sets the parameters of {@link #DELIVERED} from {@code at} on. @return the number of the next */
    static int setDelivered(Connection connection, PreparedStatement statement, int at, List<Confirmed> confirmed,
            UUID process) throws SQLException {
        return Transactions.setNotified(statement, set(connection, statement, at, confirmed), process);
    }
}
