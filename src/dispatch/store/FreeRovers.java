package depot.dispatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which rovers are free, and which of them is taken. A rover is free when it is connected, has no task, and has no
 * cancel to confirm. Of the free ones the one that is idle longest is taken, those that just registered last: rovers
 * report no position, so there is nothing better to go by yet. A better rule belongs in {@link #ORDER}. Stateless; the
 * caller's transaction.
 */
public final class FreeRovers {
    private static final String ORDER = " ORDER BY r.idle_since, r.rover_id";
    private static final String SETTLED = " AND r.settled_at <= now()" + ORDER + " LIMIT 1 FOR UPDATE OF r SKIP LOCKED";
    private static final String UNSETTLED = " AND r.settled_at > now()" + ORDER + " LIMIT 1 FOR UPDATE OF r SKIP LOCKED";
    private static final String ANY = ORDER + " LIMIT 1 FOR UPDATE OF r";
    private static final int TRIES = 20;
    private static final String FREE = """
            SELECT r.rover_id FROM rover_links r WHERE r.connected
                AND NOT EXISTS (SELECT FROM tasks t WHERE t.rover_id = r.rover_id AND t.status IN ('assigned', 'active'))
                AND NOT EXISTS (SELECT FROM rover_cancels c WHERE c.rover_id = r.rover_id)""";

    private FreeRovers() {}

    /**
     * Takes a free rover, locked until the transaction ends; empty when there is none.
     *
     * @param named null for the best one
     * @param patient whether one that somebody else is about to take is waited for, as he may not; whoever comes back when
     *     that is decided need not wait
     */
    public static Optional<String> take(Connection connection, String named, boolean patient) throws SQLException {
        if (named != null) {
            return lock(connection, named, patient) && isFree(connection, named) ? Optional.of(named) : Optional.empty();
        }
        for (String way : List.of(SETTLED, patient ? ANY : UNSETTLED)) {
            Optional<String> rover = best(connection, way);
            for (int tried = 0; rover.isPresent() && tried < TRIES; tried++) {
                if (isFree(connection, rover.get())) {
                    return rover;
                }
                rover = best(connection, way); // somebody took it between the look and the lock: it is not seen as free any more
            }
        }
        return Optional.empty();
    }

    private static Optional<String> best(Connection connection, String way) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(FREE + way)) {
            return ids(query).stream().findFirst();
        }
    }

    /** Not patient, it would see what a task before it in the queue did not: its rover, free a moment later. */
    private static boolean lock(Connection connection, String rover, boolean patient) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT r.rover_id FROM rover_links r WHERE r.rover_id = ? FOR UPDATE" + (patient ? "" : " SKIP LOCKED"))) {
            lock.setString(1, rover);
            return !ids(lock).isEmpty();
        }
    }

    /** Asked once the rover is locked: sees what others did before. */
    private static boolean isFree(Connection connection, String rover) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(FREE + " AND r.rover_id = ?")) {
            query.setString(1, rover);
            return !ids(query).isEmpty();
        }
    }

    /** Why this rover is not free, for a person; empty when it is. */
    public static Optional<String> obstacle(Connection connection, String rover) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT coalesce((SELECT r.connected FROM rover_links r WHERE r.rover_id = ?), false),
                    (SELECT t.id::text FROM tasks t WHERE t.rover_id = ? AND t.status IN ('assigned', 'active')),
                    (SELECT c.task_id::text FROM rover_cancels c WHERE c.rover_id = ? LIMIT 1)""")) {
            query.setString(1, rover);
            query.setString(2, rover);
            query.setString(3, rover);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    return Optional.of("rover " + rover + " is not connected");
                }
                if (row.getString(2) != null) {
                    return Optional.of("rover " + rover + " has task " + row.getString(2));
                }
                return Optional.ofNullable(row.getString(3)).map(task -> "rover " + rover + " has not confirmed the cancel of task " + task);
            }
        }
    }

    /** Why no rover is free, for a person. */
    static String noneFree(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM rover_links r WHERE r.connected");
                ResultSet row = query.executeQuery()) {
            row.next();
            return switch (row.getInt(1)) {
                case 0 -> "no rover is connected";
                case 1 -> "the one connected rover is not free";
                default -> "none of the " + row.getInt(1) + " connected rovers is free";
            };
        }
    }

    private static List<String> ids(PreparedStatement query) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                ids.add(row.getString(1));
            }
        }
        return ids;
    }
}
