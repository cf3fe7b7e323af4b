package depot.dispatch.store;

import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which rovers are connected, on which link, and at which process. Of two links of one rover the one with the greater number is
 * newer. Rows are always locked in the order of the rovers' ids. Stateless; the caller's transaction.
 */
public final class RoverLinkTable {
    /** SQL on a row {@code r}: whether it is a link of a process that is gone. */
    private static final String LEFT_BEHIND = "r.connected AND r.process IS DISTINCT FROM ? AND NOT EXISTS (SELECT FROM "
            + "dispatch_processes p WHERE p.process = r.process)";
    /** SQL on a row {@code r}: whether it names a process, and none of the links that this holds. */
    private static final String UNHELD = "r.process = ? AND r.connected AND NOT r.link = ANY(?)";

    private RoverLinkTable() {}

    /** A rover's link and its number. */
    public record Numbered(String rover, long number) {}

    /**
     * Gives each rover's new link a number, the greatest yet, and writes down that all that is heard on it is not stored yet.
     *
     * @return the numbers; without those rovers that came to another process meanwhile
     */
    public static Map<String, Long> claim(Connection connection, Changes changes, UUID process, Set<String> rovers,
            double settleSeconds) throws SQLException {
        Map<String, Long> numbers = new HashMap<>();
        try (PreparedStatement insert = connection.prepareStatement("""
                WITH claimed AS (
                    INSERT INTO rover_links AS r (rover_id, link, process, connected, connected_at, settles_steady, idle_order)
                    SELECT w.rover, nextval('rover_link_seq'), ?, true, now(), c.steady + ?, nextval('rover_idle_seq')
                    FROM (SELECT rover FROM unnest(?::text[]) AS u(rover) ORDER BY rover) w CROSS JOIN dispatch_clock c
                    ON CONFLICT (rover_id) DO UPDATE SET link = excluded.link, process = excluded.process, connected = true,
                        connected_at = excluded.connected_at, settles_steady = excluded.settles_steady, away_steady = NULL
                        WHERE r.link < excluded.link
                    RETURNING r.rover_id, r.link
                ), opened AS (
                    INSERT INTO open_links(link, rover_id, process) SELECT link, rover_id, ? FROM claimed
                )
                SELECT rover_id, link FROM claimed""")) {
            insert.setObject(1, process);
            insert.setDouble(2, settleSeconds);
            insert.setArray(3, connection.createArrayOf("text", rovers.toArray()));
            insert.setObject(4, process);
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    numbers.put(row.getString("rover_id"), row.getLong("link"));
                    changes.rover(row.getString("rover_id"));
                }
            }
        }
        changes.queue();
        return numbers;
    }

    /** These links have ended. A task that was never written to its rover waits for another at once. */
    public static void release(Connection connection, Changes changes, Collection<Numbered> links) throws SQLException {
        TaskTable.lockOf(connection, links.stream().map(Numbered::rover).toList(), false);
        away(connection, changes, update(connection, "connected = false, process = NULL, disconnected_at = now(), away_steady = "
                + ClockTable.STEADY, links));
    }

    /** These links are there still. @return the rovers of those that are their rovers' newest */
    public static List<String> confirm(Connection connection, Changes changes, UUID process,
            Collection<Numbered> links) throws SQLException {
        OpenLinkTable.keep(connection, links.stream().map(Numbered::number).toList());
        List<String> rovers = update(connection, "connected = true, away_steady = NULL, process = '" + process + "'", links);
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO open_links(link, rover_id, process) SELECT r.link, r.rover_id, ? FROM rover_links r WHERE r.rover_id = ANY(?)
                ON CONFLICT DO NOTHING""")) { // they are gone where others took this process for dead
            insert.setObject(1, process);
            insert.setArray(2, connection.createArrayOf("text", rovers.toArray()));
            insert.executeUpdate();
        }
        rovers.forEach(changes::rover);
        changes.queue();
        return rovers;
    }

    /** Rows that name this process, and a link that it does not hold: their claim was committed, and its answer was lost. */
    public static void releaseUnheld(Connection connection, Changes changes, UUID process, Collection<Long> held) throws SQLException {
        Object[] numbers = held.toArray();
        try (PreparedStatement query = connection.prepareStatement("SELECT r.rover_id FROM rover_links r WHERE " + UNHELD);
                PreparedStatement update = connection.prepareStatement(awayWhere(UNHELD))) {
            query.setObject(1, process);
            query.setArray(2, connection.createArrayOf("bigint", numbers));
            TaskTable.lockOf(connection, Columns.rovers(query), false);
            update.setObject(1, process);
            update.setArray(2, connection.createArrayOf("bigint", numbers));
            away(connection, changes, Columns.rovers(update));
        }
    }

    /** The rovers on links of processes that are gone; nothing is locked. */
    public static List<String> leftBehind(Connection connection, UUID self) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT r.rover_id FROM rover_links r WHERE " + LEFT_BEHIND)) {
            query.setObject(1, self);
            return Columns.rovers(query);
        }
    }

    /**
     * Links of processes that are gone: their rovers come back through the one address that all use. The caller has locked the tasks of
     * {@link #leftBehind}.
     */
    public static void writeOff(Connection connection, Changes changes, UUID self) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(awayWhere(LEFT_BEHIND))) {
            update.setObject(1, self);
            away(connection, changes, Columns.rovers(update));
        }
    }

    private static String awayWhere(String condition) {
        return "WITH w AS (SELECT r.rover_id FROM rover_links r WHERE " + condition + " ORDER BY r.rover_id FOR NO KEY UPDATE OF r)"
                + " UPDATE rover_links r SET connected = false, process = NULL, disconnected_at = now(), away_steady = " + ClockTable.STEADY
                + " FROM w WHERE r.rover_id = w.rover_id RETURNING r.rover_id";
    }

    /**
     * A task that was marked as written to a link of this process, and was not: it waits for its rover, or for another where that has left.
     *
     * @param attempt the number of the sending that did not take place
     */
    public static void unsent(Connection connection, Changes changes, Task task, int attempt, long link) throws SQLException {
        MissionTable.keepOf(connection, List.of(task.id()));
        TaskTable.lock(connection, List.of(task.id()));
        try (PreparedStatement lock = connection.prepareStatement("SELECT link FROM rover_links WHERE rover_id = ? FOR NO KEY UPDATE");
                PreparedStatement update = connection.prepareStatement("""
                UPDATE tasks t SET sent_link = NULL, attempt = t.attempt - 1, unknown_since = NULL, unknown_steady = NULL,
                    waiting_for = NULL,
                    version = t.version + 1
                WHERE t.id = ? AND t.status = 'assigned' AND t.sent_link = ? AND t.attempt = ? AND t.delivered_at IS NULL
                    AND NOT t.hearing_lost RETURNING\s""" + TaskTable.COLUMNS)) {
            lock.setString(1, task.roverId());
            lock.executeQuery().close(); // its end comes before this or after
            update.setObject(1, task.id());
            update.setLong(2, link);
            update.setInt(3, attempt);
            TaskTable.tasks(update).forEach(changes::task);
        }
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT rover_id FROM rover_links WHERE rover_id = ? AND NOT connected")) {
            query.setString(1, task.roverId());
            giveBackUnsent(connection, changes, Columns.rovers(query));
        }
    }

    private static void away(Connection connection, Changes changes, List<String> rovers) throws SQLException {
        rovers.forEach(changes::rover);
        giveBackUnsent(connection, changes, rovers);
    }

    /** The caller has locked all but those that came since. */
    private static void giveBackUnsent(Connection connection, Changes changes, List<String> rovers) throws SQLException {
        if (rovers.isEmpty()) {
            return;
        }
        changes.queue();
        List<TaskChange> unsent = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT t.id, t.rover_id FROM tasks t WHERE t.rover_id = ANY(?) AND "
                + "t.status = 'assigned' AND t.sent_link IS NULL ORDER BY t.id")) {
            query.setArray(1, connection.createArrayOf("text", rovers.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String rover = row.getString("rover_id");
                    unsent.add(TaskChange.giveBack(row.getObject("id", UUID.class), rover, "rover " + rover + " left before it was sent"));
                }
            }
        }
        TaskTransitions.apply(connection, changes, unsent);
    }

    /** The rovers whose newest link it still is. */
    private static List<String> update(Connection connection, String set, Collection<Numbered> links) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("WITH held AS (SELECT r.rover_id FROM rover_links r"
                + " JOIN unnest(?::text[], ?::bigint[]) AS w(rover, link) ON r.rover_id = w.rover AND r.link = w.link ORDER BY "
                + "r.rover_id FOR NO KEY UPDATE OF r)"
                + " UPDATE rover_links r SET " + set + " FROM held WHERE r.rover_id = held.rover_id RETURNING r.rover_id")) {
            update.setArray(1, connection.createArrayOf("text", links.stream().map(Numbered::rover).toArray()));
            update.setArray(2, connection.createArrayOf("bigint", links.stream().map(Numbered::number).toArray()));
            return Columns.rovers(update);
        }
    }
}
