package depot.dispatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Takes out rows of a certain age, a bounded number at once, the oldest first; each method says how many. A row that somebody else works on
 * is left for the next time. Stateless; the caller's transaction.
 */
public final class OldRows {
    private OldRows() {}

    /** Whether rows may go yet: for a day after the update that brought it, nothing does, so that whoever wants to keep all has the time to say so. */
    public static boolean isInForce(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(
                "SELECT EXISTS (SELECT FROM dispatch_migrations WHERE name = '004_plans.sql' AND applied_at < now() - interval '1 day') AS yes")) {
            row.next();
            return row.getBoolean("yes");
        }
    }

    /** Tasks that ended that long ago; where an earlier dispatch did not say when, that were made then. */
    public static int tasks(Connection connection, int days, int limit) throws SQLException {
        return delete(connection, """
                DELETE FROM tasks WHERE id IN (
                    SELECT id FROM tasks WHERE status IN ('done', 'failed', 'cancelled') AND coalesce(ended_at, created_at) < now() - make_interval(days => ?)
                    ORDER BY coalesce(ended_at, created_at) LIMIT ? FOR UPDATE SKIP LOCKED)""", days, limit);
    }

    /** History of that age, whatever has become of its task. */
    public static int events(Connection connection, int days, int limit) throws SQLException {
        return delete(connection, """
                DELETE FROM task_events WHERE id IN (
                    SELECT id FROM task_events WHERE at < now() - make_interval(days => ?) ORDER BY at LIMIT ? FOR UPDATE SKIP LOCKED)""", days, limit);
    }

    /** Alarms that were raised that long ago and are open no more. */
    public static int alarms(Connection connection, int days, int limit) throws SQLException {
        return delete(connection, """
                DELETE FROM alarms WHERE id IN (
                    SELECT id FROM alarms WHERE since < now() - make_interval(days => ?) AND ended_at IS NOT NULL ORDER BY since LIMIT ? FOR UPDATE SKIP LOCKED)""",
                days, limit);
    }

    /** Rovers that left that long ago and have no open task, with the cancels that they never confirmed. Whether one is held stands elsewhere, and stays. */
    public static int links(Connection connection, int days, int limit) throws SQLException {
        return delete(connection, """
                WITH gone AS (
                    DELETE FROM rover_links WHERE rover_id IN (
                        SELECT r.rover_id FROM rover_links r
                        WHERE NOT r.connected AND coalesce(r.disconnected_at, r.idle_since) < now() - make_interval(days => ?)
                            AND NOT EXISTS (SELECT FROM tasks t WHERE t.rover_id = r.rover_id AND t.status IN ('assigned', 'active'))
                        ORDER BY r.rover_id LIMIT ? FOR UPDATE OF r SKIP LOCKED)
                    RETURNING rover_id
                ), cancels AS (DELETE FROM rover_cancels c USING gone WHERE c.rover_id = gone.rover_id)
                SELECT count(*) FROM gone""", days, limit);
    }

    private static int delete(Connection connection, String sql, int age, int limit) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setInt(1, age);
            delete.setInt(2, limit);
            if (!delete.execute()) {
                return delete.getUpdateCount();
            }
            try (ResultSet row = delete.getResultSet()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
