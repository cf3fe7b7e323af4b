package depot.dispatch.store;

import depot.dispatch.rules.StartRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds rovers that look free, and locks one: {@link StartRule} decides on the facts that are read once it is locked. The one that is idle
 * longest comes first, those that just registered last. Stateless; the caller's transaction.
 */
public final class FreeRovers {
    private static final int TRIES = 20;
    static final String LOOKS_FREE = """
             r.connected
                AND NOT EXISTS (SELECT FROM tasks t WHERE t.rover_id = r.rover_id AND t.status IN ('assigned', 'active'))
                AND NOT EXISTS (SELECT FROM rover_holds h WHERE h.rover_id = r.rover_id)
                AND NOT EXISTS (SELECT FROM rover_cancels c WHERE c.rover_id = r.rover_id)""";
    private static final String BEST_FIRST = " ORDER BY r.settles_steady > (SELECT steady FROM dispatch_clock), r.idle_order, r.rover_id";

    private FreeRovers() {}

    /** Not locked; the best first. */
    static List<String> all(Connection connection, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT r.rover_id FROM rover_links r WHERE " + LOOKS_FREE + BEST_FIRST + " LIMIT ?")) {
            query.setInt(1, limit);
            return ids(query);
        }
    }

    /** The best that no waiting task names, locked until the transaction ends; empty when there is none. */
    static Optional<String> takeAny(Connection connection) throws SQLException {
        String unnamed = " AND NOT EXISTS (SELECT FROM tasks t JOIN missions m ON m.id = t.mission_id WHERE t.status = 'pending' AND m.rover_id = r.rover_id)";
        for (String wait : List.of(" SKIP LOCKED", "")) {
            for (int tried = 0; tried < TRIES; tried++) {
                Optional<String> rover;
                try (PreparedStatement query = connection.prepareStatement("SELECT r.rover_id FROM rover_links r WHERE " + LOOKS_FREE + unnamed + BEST_FIRST
                        + " LIMIT 1 FOR UPDATE OF r" + wait)) {
                    rover = ids(query).stream().findFirst();
                }
                if (rover.isEmpty()) {
                    break;
                }
                if (StartRule.rover(facts(connection, rover.get())).isEmpty()) {
                    return rover;
                }
                // somebody took it between the look and the lock: it does not look free any more
            }
        }
        return Optional.empty();
    }

    /**
     * Locks a rover until the transaction ends, and says why it cannot be given a task.
     *
     * @param patient whether somebody else who has it locked is waited for; whoever comes back when that is decided need not wait
     */
    static Optional<StartRule.Obstacle> take(Connection connection, String rover, boolean patient) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT r.rover_id FROM rover_links r WHERE r.rover_id = ? FOR UPDATE"
                + (patient ? "" : " SKIP LOCKED"))) {
            lock.setString(1, rover);
            boolean locked = !ids(lock).isEmpty();
            Optional<StartRule.Obstacle> obstacle = StartRule.rover(facts(connection, rover));
            return locked || obstacle.isPresent() ? obstacle : Optional.of(new StartRule.Obstacle("rover " + rover + " is being given a task", true));
        }
    }

    static StartRule.RoverFacts facts(Connection connection, String rover) throws SQLException {
        return facts(connection, List.of(rover)).get(rover);
    }

    /** Of each of these rovers, those that were never seen included. */
    static Map<String, StartRule.RoverFacts> facts(Connection connection, Collection<String> rovers) throws SQLException {
        Map<String, StartRule.RoverFacts> facts = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT w.rover, coalesce(r.connected, false) AS connected, h.rover_id IS NOT NULL AS held,
                    (SELECT t.id FROM tasks t WHERE t.rover_id = w.rover AND t.status IN ('assigned', 'active')) AS task,
                    (SELECT c.task_id FROM rover_cancels c WHERE c.rover_id = w.rover LIMIT 1) AS cancel
                FROM unnest(?::text[]) AS w(rover) LEFT JOIN rover_links r ON r.rover_id = w.rover LEFT JOIN rover_holds h ON h.rover_id = w.rover""")) {
            query.setArray(1, connection.createArrayOf("text", rovers.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    facts.put(row.getString("rover"), new StartRule.RoverFacts(row.getString("rover"), row.getBoolean("connected"),
                            row.getBoolean("held"), row.getObject("task", UUID.class), row.getObject("cancel", UUID.class)));
                }
            }
        }
        return facts;
    }

    /** Why a mission that names no rover gets none. It passes soon where a connected rover only has a cancel to confirm. */
    static StartRule.Obstacle noneFree(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT count(*) AS connected, count(*) FILTER (WHERE EXISTS (SELECT FROM rover_cancels c WHERE c.rover_id = r.rover_id)
                    AND NOT EXISTS (SELECT FROM rover_holds h WHERE h.rover_id = r.rover_id)
                    AND NOT EXISTS (SELECT FROM tasks t WHERE t.rover_id = r.rover_id AND t.status IN ('assigned', 'active'))) AS confirming
                FROM rover_links r WHERE r.connected""");
                ResultSet row = query.executeQuery()) {
            row.next();
            return new StartRule.Obstacle(StartRule.noneFree(row.getInt("connected")), row.getInt("confirming") > 0);
        }
    }

    private static List<String> ids(PreparedStatement query) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                ids.add(row.getString("rover_id"));
            }
        }
        return ids;
    }
}
