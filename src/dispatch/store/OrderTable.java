package depot.dispatch.store;

import depot.dispatch.model.TaskStatus;
import depot.dispatch.rules.Orders;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads a rover's orders, and writes down that its task is sent. Stateless; the caller's transaction. */
public final class OrderTable {
    private OrderTable() {}

    /** What a task message needs; how old the task is, and its state. */
    public record Route(String waypoints, boolean loop, double ageSeconds, TaskStatus status) {}

    /** Empty for a rover that never had a link. */
    public static Optional<Orders> read(Connection connection, String rover) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT r.link, (SELECT array_agg(c.task_id ORDER BY c.created_at) FROM rover_cancels c WHERE c.rover_id = r.rover_id),
                    t.id, t.mission_id, t.sent_link, t.resend, t.delivered_at IS NOT NULL, t.status = 'active'
                FROM rover_links r LEFT JOIN tasks t ON t.rover_id = r.rover_id AND t.status IN ('assigned', 'active')
                WHERE r.rover_id = ?""")) {
            query.setString(1, rover);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Array cancels = row.getArray(2);
                UUID task = row.getObject(3, UUID.class);
                return Optional.of(new Orders(row.getLong(1),
                        cancels == null ? List.of() : List.of((UUID[]) cancels.getArray()),
                        task == null ? null : new Orders.OpenTask(task, row.getObject(4, UUID.class),
                                row.getObject(5, Long.class), row.getBoolean(6), row.getBoolean(7), row.getBoolean(8))));
            }
        }
    }

    /**
     * Writes down that the task is about to be written to a link, so that no kill makes us forget it: empty when it is
     * no longer this rover's, was sent meanwhile, or the rover has a newer link or a cancel to confirm.
     */
    public static Optional<Route> markSent(Connection connection, String rover, Orders.OpenTask task, long link) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE tasks t SET sent_link = ?, resend = false, delivered_at = NULL, heard_at = now()
                FROM missions m JOIN zones z ON z.id = m.zone_id
                WHERE t.id = ? AND t.mission_id = m.id AND t.rover_id = ? AND t.status IN ('assigned', 'active')
                    AND t.sent_link IS NOT DISTINCT FROM ? AND t.resend = ?
                    AND EXISTS (SELECT FROM rover_links r WHERE r.rover_id = ? AND r.link = ?)
                    AND NOT EXISTS (SELECT FROM rover_cancels c WHERE c.rover_id = ?)
                RETURNING (\s""" + ZoneTable.WAYPOINTS + ")::text, coalesce(m.schedule->>'loop', '') = 'true', "
                + "extract(epoch FROM clock_timestamp() - t.created_at), t.status")) {
            update.setLong(1, link);
            update.setObject(2, task.id());
            update.setString(3, rover);
            update.setObject(4, task.sentLink(), java.sql.Types.BIGINT);
            update.setBoolean(5, task.resend());
            update.setString(6, rover);
            update.setLong(7, link);
            update.setString(8, rover);
            try (ResultSet row = update.executeQuery()) {
                return row.next() ? Optional.of(new Route(row.getString(1), row.getBoolean(2), row.getDouble(3), TaskStatus.of(row.getString(4)).orElseThrow())) : Optional.empty();
            }
        }
    }
}
