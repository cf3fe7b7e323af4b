package depot.dispatch.store;

import depot.dispatch.rules.RoverBooks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the database has of rovers that tasks may be given to, and the lock under which one is. Stateless; the caller's transaction. */
public final class FreeRovers {
    private static final int MOST = 20_000;
    /**
     * For a search that ends at the first: OFFSET 0 keeps each condition a look for one rover. Without it the planner joins the tables,
     * thinks that next to nothing is left of them (no statistics yet), and sorts every free rover to choose one.
     */
    static final String LOOKS_FREE = """
             r.connected
                AND NOT EXISTS (SELECT FROM tasks t WHERE t.rover_id = r.rover_id AND t.status IN ('assigned', 'active') OFFSET 0)
                AND NOT EXISTS (SELECT FROM rover_holds h WHERE h.rover_id = r.rover_id OFFSET 0)
                AND NOT EXISTS (SELECT FROM rover_cancels c WHERE c.rover_id = r.rover_id OFFSET 0)""";
    /** The same, for a look at all of them: each of the other tables is read once, where they are few, and not for each rover. */
    private static final String ALL_FREE = """
             r.connected
                AND r.rover_id NOT IN (SELECT t.rover_id FROM tasks t WHERE t.status IN ('assigned', 'active') AND t.rover_id IS NOT NULL)
                AND r.rover_id NOT IN (SELECT h.rover_id FROM rover_holds h)
                AND r.rover_id NOT IN (SELECT c.rover_id FROM rover_cancels c)""";
    private static final String FIELDS = """
            coalesce(r.connected, false) AS connected, h.rover_id IS NOT NULL AS held, coalesce(r.idle_order, 0) AS idle_order,
                coalesce(r.settles_steady > (SELECT steady FROM dispatch_clock), false) AS settling,\s""";
    private static final String OF_SOME = "SELECT w.rover, " + FIELDS + """
                (SELECT t.id FROM tasks t WHERE t.rover_id = w.rover AND t.status IN ('assigned', 'active')) AS task,
                (SELECT c.task_id FROM rover_cancels c WHERE c.rover_id = w.rover LIMIT 1) AS cancel
            FROM unnest(?::text[]) AS w(rover) LEFT JOIN rover_links r ON r.rover_id = w.rover
                LEFT JOIN rover_holds h ON h.rover_id = w.rover""";
    private static final String OF_CONNECTED = "SELECT r.rover_id AS rover, " + FIELDS + """
                t.id AS task, c.task_id AS cancel
            FROM rover_links r LEFT JOIN rover_holds h ON h.rover_id = r.rover_id
                LEFT JOIN tasks t ON t.rover_id = r.rover_id AND t.status IN ('assigned', 'active')
                LEFT JOIN (SELECT DISTINCT ON (rover_id) rover_id, task_id FROM rover_cancels) c ON c.rover_id = r.rover_id
            WHERE r.connected""";

    private FreeRovers() {}

    /** Those that look free, not locked, the longest idle first; {@link #MOST} at most. */
    public static List<RoverBooks> all(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT r.rover_id, r.settles_steady > (SELECT steady FROM "
                + "dispatch_clock) AS settling, r.idle_order"
                + " FROM rover_links r WHERE " + ALL_FREE + " ORDER BY settling, r.idle_order, r.rover_id LIMIT " + MOST);
                ResultSet row = query.executeQuery()) {
            List<RoverBooks> free = new ArrayList<>();
            while (row.next()) {
                free.add(new RoverBooks(row.getString("rover_id"), true, row.getBoolean("settling"), row.getLong("idle_order"), false, null,
                        null));
            }
            return free;
        }
    }

    /**
     * Locks one that looks free until the transaction ends; false where somebody else has, or where it is not free any more.
     *
     * @param waits whether to wait for one that is locked
     * @param before to go back to where it is not free any more, so that it is not kept locked: two transactions that went from one rover
     *     to the next would wait for each other. Null for one that waits for none
     */
    static boolean take(Connection connection, String rover, boolean waits, Savepoint before) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT r.rover_id FROM rover_links r WHERE r.rover_id = ?"
                + (waits ? " FOR UPDATE" : " AND " + LOOKS_FREE + " FOR UPDATE OF r SKIP LOCKED"))) {
            lock.setString(1, rover);
            try (ResultSet row = lock.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
            }
        }
        if (isFree(books(connection, List.of(rover)).get(rover))) { // somebody may have had it between the look and the lock
            return true;
        }
        if (before != null) {
            connection.rollback(before);
        }
        return false;
    }

    private static boolean isFree(RoverBooks books) {
        return books.connected() && !books.outOfService() && books.openTask() == null && books.unconfirmedCancel() == null;
    }

    /** Of each of these rovers, those that were never seen included. */
    static Map<String, RoverBooks> books(Connection connection, Collection<String> rovers) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OF_SOME)) {
            query.setArray(1, connection.createArrayOf("text", rovers.toArray()));
            return books(query);
        }
    }

    /** Of each connected rover. */
    public static Map<String, RoverBooks> connected(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OF_CONNECTED)) {
            return books(query);
        }
    }

    private static Map<String, RoverBooks> books(PreparedStatement query) throws SQLException {
        Map<String, RoverBooks> books = new HashMap<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                books.put(row.getString("rover"), new RoverBooks(row.getString("rover"), row.getBoolean("connected"),
                        row.getBoolean("settling"),
                        row.getLong("idle_order"), row.getBoolean("held"), row.getObject("task", UUID.class),
                        row.getObject("cancel", UUID.class)));
            }
        }
        return books;
    }
}
