package depot.dispatch.store;

import depot.dispatch.rules.AgeRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Removes rows of a certain age, a bounded number at a time, the oldest first; each method returns how many. A row that another
 * transaction has locked is left for the next time. Stateless; the caller's transaction.
 */
public final class OldRows {
    private static final Duration ONE_DAY = Duration.ofDays(1);
    private static final Duration LOOKED = Duration.ofMinutes(1);

    private OldRows() {}

    /**
     * The stamps of what is older than {@code keep} for certain. Empty where the clock is ahead of the last look at the schedules, which
     * finds out whether it was set: that comes first.
     */
    public static Optional<List<AgeRule.Range>> older(Connection connection, DatabaseClock clock, Duration keep) throws SQLException {
        Instant now = clock.read(connection);
        return Duration.between(LookTable.read(connection).lookedAt(), now).compareTo(LOOKED) > 0 ? Optional.empty()
                : Optional.of(AgeRule.older(keep, now, ClockStepTable.all(connection)));
    }

    /**
     * Whether rows may be removed yet: for a day after the update that brought retention nothing is, so that an operator who wants to keep
     * everything has the time to set that.
     */
    public static boolean isInForce(Connection connection, DatabaseClock clock) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(
                "SELECT applied_at FROM dispatch_migrations WHERE name = '004_plans.sql'")) {
            row.next();
            Instant applied = Columns.instant(row, "applied_at");
            return older(connection, clock, ONE_DAY).stream().flatMap(List::stream).anyMatch(range -> range.contains(applied));
        }
    }

    /** Tasks that ended then; where an earlier dispatch did not say when, that were made then. */
    public static int tasks(Connection connection, AgeRule.Range ended, int limit) throws SQLException {
        return delete(connection, """
                DELETE FROM tasks WHERE id IN (
                    SELECT id FROM tasks WHERE status IN ('done', 'failed', 'cancelled')
                        AND coalesce(ended_at, created_at) >= ? AND coalesce(ended_at, created_at) < ?
                    ORDER BY coalesce(ended_at, created_at) LIMIT ? FOR UPDATE SKIP LOCKED)""", ended, limit);
    }

    /** History of then, whatever has become of its task. */
    public static int events(Connection connection, AgeRule.Range made, int limit) throws SQLException {
        return delete(connection, """
                DELETE FROM task_events WHERE id IN (
                    SELECT id FROM task_events WHERE at >= ? AND at < ? ORDER BY at LIMIT ? FOR UPDATE SKIP LOCKED)""", made, limit);
    }

    /** Alarms that were raised then and are no longer open. */
    public static int alarms(Connection connection, AgeRule.Range raised, int limit) throws SQLException {
        return delete(connection, """
                DELETE FROM alarms WHERE id IN (
                    SELECT id FROM alarms WHERE since >= ? AND since < ? AND ended_at IS NOT NULL
                        ORDER BY since LIMIT ? FOR UPDATE SKIP LOCKED)""",
                raised, limit);
    }

    /**
     * Rovers that left then and have no open task, with the cancels that they never confirmed. Whether one is held stands elsewhere, and
     * stays.
     */
    public static int links(Connection connection, AgeRule.Range left, int limit) throws SQLException {
        return delete(connection, """
                WITH gone AS (
                    DELETE FROM rover_links WHERE rover_id IN (
                        SELECT r.rover_id FROM rover_links r
                        WHERE NOT r.connected AND coalesce(r.disconnected_at, r.idle_since) >= ?
                            AND coalesce(r.disconnected_at, r.idle_since) < ?
                            AND NOT EXISTS (SELECT FROM tasks t WHERE t.rover_id = r.rover_id AND t.status IN ('assigned', 'active'))
                        ORDER BY r.rover_id LIMIT ? FOR UPDATE OF r SKIP LOCKED)
                    RETURNING rover_id
                ), cancels AS (DELETE FROM rover_cancels c USING gone WHERE c.rover_id = gone.rover_id)
                SELECT count(*) FROM gone""", left, limit);
    }

    /** Troubles heard of then, of rovers that have no link here: those are away for as long, or were never here. */
    public static int troubles(Connection connection, AgeRule.Range heard, int limit) throws SQLException {
        return delete(connection, """
                DELETE FROM rover_troubles WHERE rover_id IN (
                    SELECT t.rover_id FROM rover_troubles t
                    WHERE t.heard_at >= ? AND t.heard_at < ? AND NOT EXISTS (SELECT FROM rover_links r WHERE r.rover_id = t.rover_id)
                    ORDER BY t.heard_at LIMIT ? FOR UPDATE OF t SKIP LOCKED)""", heard, limit);
    }

    private static int delete(Connection connection, String sql, AgeRule.Range stamped, int limit) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setObject(1, Columns.time(stamped.from()));
            delete.setObject(2, Columns.time(stamped.to()));
            delete.setInt(3, limit);
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
