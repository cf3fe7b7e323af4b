package depot.dispatch.store;

import depot.dispatch.model.Task;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tasks whose rover does not drive them. Stateless; the caller's transaction. */
public final class StallTable {
    private StallTable() {}

    /** @param whys of each task that a rover has. @return those that are marked, or say otherwise, from now on */
    public static List<Task> mark(Connection connection, Map<UUID, String> whys) throws SQLException {
        if (whys.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE tasks t SET stalled_since = coalesce(t.stalled_since, now()), stalled_why = w.why, version = t.version + 1
                FROM unnest(?::uuid[], ?::text[]) AS w(id, why)
                WHERE t.id = w.id AND t.status IN ('assigned', 'active') AND t.stalled_why IS DISTINCT FROM w.why
                    RETURNING\s""" + TaskTable.COLUMNS)) {
            update.setArray(1, connection.createArrayOf("uuid", whys.keySet().toArray()));
            update.setArray(2, connection.createArrayOf("text", whys.values().toArray()));
            return TaskTable.tasks(update);
        }
    }

    /** @return those that were marked until now */
    public static List<Task> end(Connection connection, Collection<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE tasks t SET stalled_since = NULL, stalled_why = NULL, "
                + "version = t.version + 1"
                + " WHERE t.id = ANY(?) AND t.stalled_since IS NOT NULL RETURNING " + TaskTable.COLUMNS)) {
            update.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            return TaskTable.tasks(update);
        }
    }
}
