package depot.dispatch.store;

import depot.dispatch.model.Task;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Links with reports that are not stored yet. While a link's row is there, no other process decides on a task that was sent on
 * it; the process that holds the link removes the row in the transaction that stores the link's last report.
 * Stateless; the caller's transaction.
 */
public final class OpenLinkTable {
    private static final String ENDED = "it is not known whether it reached rover ' || t.rover_id || ': its link ended before it "
            + "confirmed that"
            + " (its next report says, or cancel it, or send it again)";
    private static final String LOST = "it is not known how it is: the dispatch process that heard rover ' || t.rover_id || ' is gone, "
            + "and what it heard last with it"
            + " (its next report says, or cancel it, or send it again)";

    private static final String UNDELIVERED = " FROM tasks t WHERE t.sent_link = ANY(?) AND t.status IN ('assigned', 'active') AND "
            + "t.delivered_at IS NULL AND t.unknown_since IS NULL";

    private OpenLinkTable() {}

    /** Locks those that are there, before their tasks are. @return the tasks that {@link #settle} changes */
    public static List<UUID> lock(Connection connection, Collection<Long> links) throws SQLException {
        if (links.isEmpty()) {
            return List.of();
        }
        Object[] numbers = links.toArray();
        Object[] rovers;
        try (PreparedStatement lock = connection.prepareStatement("SELECT rover_id FROM open_links WHERE link = ANY(?) ORDER BY link FOR "
                + "UPDATE")) {
            lock.setArray(1, connection.createArrayOf("bigint", numbers));
            rovers = Columns.rovers(lock).toArray();
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT t.id" + UNDELIVERED + " AND t.rover_id = ANY(?)")) {
            query.setArray(1, connection.createArrayOf("bigint", numbers));
            query.setArray(2, connection.createArrayOf("text", rovers));
            return Columns.ids(query);
        }
    }

    /** Nobody else takes those out that are there until the transaction ends. */
    static void keep(Connection connection, Collection<Long> links) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT FROM open_links WHERE link = ANY(?) ORDER BY link FOR KEY "
                + "SHARE")) {
            lock.setArray(1, connection.createArrayOf("bigint", links.toArray()));
            lock.executeQuery().close();
        }
    }

    /** All that was heard on these links is stored. A task that was written to one and not confirmed is unknown from now on. */
    public static void settle(Connection connection, Changes changes, Collection<Long> links) throws SQLException {
        if (links.isEmpty()) {
            return;
        }
        Object[] numbers = links.stream().sorted().toArray();
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM open_links WHERE link = ANY(?) RETURNING rover_id")) {
            delete.setArray(1, connection.createArrayOf("bigint", numbers));
            Columns.rovers(delete).forEach(changes::rover); // another process may wait for that
        }
        try (PreparedStatement update = connection.prepareStatement("WITH w AS (SELECT t.id" + UNDELIVERED
                + " ORDER BY t.id FOR NO KEY UPDATE OF t) UPDATE tasks t SET " + unknown(ENDED) + " FROM w WHERE t.id = w.id RETURNING "
                + TaskTable.COLUMNS)) {
            update.setArray(1, connection.createArrayOf("bigint", numbers));
            note(connection, changes, update);
        }
    }

    /**
     * Links of this process whose claim was committed without the process knowing: nothing was heard on them.
     *
     * @param held the numbers of the links that it has, or had and has not settled
     */
    public static void releaseUnheld(Connection connection, UUID self, Collection<Long> held) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM open_links WHERE process = ? AND NOT link = ANY(?)")) {
            delete.setObject(1, self);
            delete.setArray(2, connection.createArrayOf("bigint", held.toArray()));
            delete.executeUpdate();
        }
    }

    /** Takes out the links of processes that are gone. @return the newest of each rover */
    public static Map<String, Long> removeLeftBehind(Connection connection, UUID self) throws SQLException {
        Map<String, Long> newest = new TreeMap<>();
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM open_links WHERE link IN (SELECT o.link FROM open_links o WHERE o.process <> ?
                    AND NOT EXISTS (SELECT FROM dispatch_processes p WHERE p.process = o.process) ORDER BY o.link FOR UPDATE)
                RETURNING rover_id, link""")) {
            delete.setObject(1, self);
            try (ResultSet row = delete.executeQuery()) {
                while (row.next()) {
                    newest.merge(row.getString("rover_id"), row.getLong("link"), Math::max);
                }
            }
        }
        return newest;
    }

    /** What was heard on these links, and on older ones of their rovers, may be lost: the tasks that were sent on them are unknown. */
    public static void lost(Connection connection, Changes changes, Map<String, Long> newest) throws SQLException {
        if (newest.isEmpty()) {
            return;
        }
        newest.keySet().forEach(changes::rover);
        // not what was sent on a newer link, nor what its rover has reported on since, on one
        try (PreparedStatement update = connection.prepareStatement("WITH lost AS (SELECT t.id FROM tasks t"
                + " JOIN unnest(?::text[], ?::bigint[]) AS w(rover, link) ON t.rover_id = w.rover WHERE t.status IN ('assigned', 'active')"
                + " AND t.sent_link <= w.link AND coalesce(t.heard_link, 0) <= w.link AND NOT t.hearing_lost"
                + " ORDER BY t.id FOR NO KEY UPDATE OF t) UPDATE tasks t SET hearing_lost = true, " + unknown(LOST)
                + " FROM lost WHERE t.id = lost.id RETURNING " + TaskTable.COLUMNS)) {
            update.setArray(1, connection.createArrayOf("text", newest.keySet().toArray()));
            update.setArray(2, connection.createArrayOf("bigint", newest.values().toArray()));
            note(connection, changes, update);
        }
    }

    private static String unknown(String why) {
        return "unknown_since = coalesce(t.unknown_since, now()), unknown_steady = coalesce(t.unknown_steady, " + ClockTable.STEADY
                + "), waiting_for = '" + why + "', version = t.version + 1";
    }

    private static void note(Connection connection, Changes changes, PreparedStatement update) throws SQLException {
        List<Task> unknown = TaskTable.tasks(update);
        unknown.forEach(changes::task);
        for (Task task : unknown) {
            TaskEventTable.note(connection, List.of(task), "dispatch", task.waitingFor());
        }
    }
}
