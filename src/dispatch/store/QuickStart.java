package depot.dispatch.store;

import depot.dispatch.model.TaskChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * A start by hand in one statement, for when nothing stands in its way: its conditions are narrower than {@link depot.dispatch.rules.StartRule},
 * and where it makes no task, {@link TaskStarter} decides and says why. The task is marked as sent on the rover's link, which must be this process's.
 * Stateless; a connection that commits each statement by itself.
 */
public final class QuickStart {
    private static final String SQL = """
            WITH hold AS (
                SELECT held FROM dispatch_hold WHERE NOT held FOR SHARE
            ), m AS (
                SELECT m.id, m.rover_id, (%s)::text AS waypoints, coalesce(m.schedule->>'loop', '') = 'true' AS loop
                FROM missions m JOIN zones z ON z.id = m.zone_id
                WHERE m.id = ? AND coalesce(m.enabled, true) AND CASE WHEN jsonb_typeof(z.waypoints) = 'array' THEN jsonb_array_length(z.waypoints) > 0 ELSE false END
                    AND %s
                FOR KEY SHARE OF m
            ), r AS (
                SELECT r.rover_id, r.link, r.process FROM rover_links r, m, hold
                WHERE r.connected AND (r.rover_id = m.rover_id OR m.rover_id IS NULL)
                    AND NOT EXISTS (SELECT FROM tasks t WHERE t.rover_id = r.rover_id AND t.status IN ('assigned', 'active'))
                    AND NOT EXISTS (SELECT FROM rover_holds h WHERE h.rover_id = r.rover_id)
                    AND NOT EXISTS (SELECT FROM rover_cancels c WHERE c.rover_id = r.rover_id)
                    AND NOT EXISTS (SELECT FROM tasks t WHERE t.status = 'pending')
                ORDER BY r.settles_steady > (SELECT steady FROM dispatch_clock), r.idle_order, r.rover_id LIMIT 1 FOR UPDATE OF r SKIP LOCKED
            ), o AS ( -- not where the best rover is another process's
                SELECT o.link, r.rover_id FROM open_links o JOIN r ON o.link = r.link WHERE r.process = ? FOR KEY SHARE OF o
            ), t AS (
                INSERT INTO tasks (mission_id, rover_id, status, progress, waypoint, lap, heard_at, heard_steady, sent_link, attempt)
                SELECT m.id, o.rover_id, 'assigned', 0, 0, 0, now(), (SELECT steady FROM dispatch_clock), o.link, 1 FROM m, o
                ON CONFLICT (rover_id) WHERE status IN ('assigned', 'active') DO NOTHING
                RETURNING *
            ), history AS (
                INSERT INTO task_events(task_id, mission_id, to_status, rover_id, who) SELECT id, mission_id, status, rover_id, ? FROM t
            ), notified AS (
                SELECT pg_notify('%s', ? || '|T|' || t.id) FROM t WHERE EXISTS (SELECT FROM dispatch_processes WHERE process <> ?)
            )
            SELECT m.waypoints, m.loop, t.attempt, t.sent_link, (SELECT count(*) FROM notified) AS notified, %s FROM t, m"""
            .formatted(ZoneTable.WAYPOINTS, RouteChecks.CLEAR, Transactions.CHANNEL, TaskTable.COLUMNS);

    private QuickStart() {}

    /**
     * What was made.
     *
     * @param link the link of this process that the task is marked as written to
     */
    public record Made(RoverOrders.Sending sending, long link) {}

    /** Empty where something stands in the way. */
    public static Optional<Made> start(Connection connection, UUID mission, UUID process) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setObject(1, mission);
            statement.setObject(2, process);
            statement.setString(3, TaskChange.OPERATOR);
            statement.setString(4, process.toString());
            statement.setObject(5, process);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new Made(new RoverOrders.Sending(TaskTable.read(row), row.getInt("attempt"), row.getString("waypoints"),
                        row.getBoolean("loop"), 0), row.getLong("sent_link"))) : Optional.empty();
            }
        }
    }
}
