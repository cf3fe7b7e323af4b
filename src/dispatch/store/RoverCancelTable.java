package depot.dispatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Cancels that their rovers have not confirmed; until then those rovers are not free. Stateless; the caller's transaction. */
public final class RoverCancelTable {
    private static final int MOST = 64; // for one rover: a rover that keeps reporting on other tasks adds at most so many rows

    private RoverCancelTable() {}

    /** A rover, and a task that it is to drop. */
    public record Cancel(String rover, UUID task) {}

    public static void add(Connection connection, Changes changes, Collection<Cancel> cancels) throws SQLException {
        if (cancels.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO rover_cancels(rover_id, task_id) SELECT w.rover, w.task FROM unnest(?::text[], ?::uuid[]) AS w(rover, task)
                WHERE (SELECT count(*) FROM rover_cancels c WHERE c.rover_id = w.rover) < ? ORDER BY w.rover, w.task
                ON CONFLICT DO NOTHING""")) {
            set(connection, insert, cancels);
            insert.setInt(3, MOST);
            insert.executeUpdate();
        }
        cancels.forEach(each -> changes.rover(each.rover()));
    }

    public static void confirm(Connection connection, Changes changes, Collection<Cancel> cancels) throws SQLException {
        if (cancels.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement("""
                WITH confirmed AS ( -- another process may have heard the same: in order, so that neither waits for the other
                    SELECT r.rover_id, r.task_id FROM rover_cancels r JOIN unnest(?::text[], ?::uuid[]) AS c(rover, task)
                        ON r.rover_id = c.rover AND r.task_id = c.task ORDER BY r.rover_id, r.task_id FOR UPDATE OF r)
                DELETE FROM rover_cancels r USING confirmed c WHERE r.rover_id = c.rover_id AND r.task_id = c.task_id""")) {
            set(connection, delete, cancels);
            delete.executeUpdate();
        }
        cancels.forEach(each -> changes.rover(each.rover()));
        changes.queue(); // its rover is free now
    }

    /** Those of the tasks whose cancel a rover has not confirmed, each with that rover. */
    public static Map<UUID, String> unconfirmed(Connection connection, Collection<UUID> tasks) throws SQLException {
        Map<UUID, String> rovers = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT task_id, rover_id FROM rover_cancels WHERE task_id = ANY(?)")) {
            query.setArray(1, connection.createArrayOf("uuid", tasks.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rovers.put(row.getObject("task_id", UUID.class), row.getString("rover_id"));
                }
            }
        }
        return rovers;
    }

    private static void set(Connection connection, PreparedStatement statement, Collection<Cancel> cancels) throws SQLException {
        statement.setArray(1, connection.createArrayOf("text", column(cancels, Cancel::rover)));
        statement.setArray(2, connection.createArrayOf("uuid", column(cancels, Cancel::task)));
    }

    private static Object[] column(Collection<Cancel> cancels, Function<Cancel, Object> value) {
        return List.copyOf(cancels).stream().map(value).toArray();
    }
}
