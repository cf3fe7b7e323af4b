package depot.dispatch.store;

import depot.dispatch.model.Task;
import depot.dispatch.rules.Needs;
import depot.dispatch.rules.Pairing;
import depot.dispatch.rules.StartRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The tasks that wait, oldest first. Stateless; the caller's transaction. */
public final class QueueTable {
    /** How many tasks may wait. */
    public static final int MOST = 10_000;
    private static final long LOCK = 0x71756575655fL; // "queue_"
    private static final String STARTABLE = "coalesce(m.enabled, true) AND CASE WHEN jsonb_typeof(z.waypoints) = 'array' THEN "
            + "jsonb_array_length(z.waypoints) > 0 ELSE false END AND "
            + RouteChecks.CLEAR;
    private static final String FROM = " FROM tasks t JOIN missions m ON m.id = t.mission_id JOIN zones z ON z.id = m.zone_id WHERE "
            + "t.status = 'pending' ";

    private QueueTable() {}

    /**
     * Only one process at a time serves the queue: locked until the transaction ends. False, and not locked, when nothing waits. The
     * transaction's other statements are {@link PlannedOnce}.
     */
    public static boolean lockToGive(Connection connection) throws SQLException {
        return lockIfAny(connection, ", " + PlannedOnce.OF_TRANSACTION);
    }

    /** The same lock; its transaction reads whole tables. */
    public static boolean lockToExplain(Connection connection) throws SQLException {
        return lockIfAny(connection, "");
    }

    private static boolean lockIfAny(Connection connection, String more) throws SQLException {
        try (Statement lock = connection.createStatement();
                ResultSet row = lock.executeQuery("SELECT pg_advisory_xact_lock(" + LOCK + ")" + more
                        + " FROM (SELECT FROM tasks WHERE status = 'pending' LIMIT 1) p")) {
            return row.next();
        }
    }

    static boolean isFull(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT count(*) AS count FROM (SELECT FROM tasks WHERE status = "
                + "'pending' LIMIT ?) p")) {
            query.setInt(1, MOST);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt("count") >= MOST;
            }
        }
    }

    /**
     * All that a choice for these rovers depends on: of those that name one of them, and ask the same of it, the oldest each; as many of
     * the others, but {@code most} at most; and of those that must have their zone to themselves one, where nobody is in it.
     */
    public static List<Pairing.Waiting> startable(Connection connection, Collection<String> rovers, int most) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT * FROM (SELECT t.id, t.seq, extract(epoch FROM now() - "
                + "t.created_at)::float8 AS waited, "
                + "t.trouble_rover, CASE WHEN z.exclusive THEN z.id END AS exclusive_zone, " + MissionNeeds.COLUMNS
                + ", row_number() OVER (PARTITION BY m.rover_id, m.min_battery_volts, m.needs_fix, m.kind, t.trouble_rover, CASE WHEN "
                + "z.exclusive THEN z.id END ORDER BY t.seq) AS place" + FROM
                + "AND (m.rover_id IS NULL OR m.rover_id IN (SELECT unnest(?::text[])))" // hashed, also in a plan for any values
                + " AND NOT " + MissionNeeds.ZONE_TAKEN + " AND " + STARTABLE
                + ") w WHERE place <= CASE WHEN rover_id IS NULL AND exclusive_zone IS NULL THEN ? ELSE 1 END ORDER BY seq")) {
            query.setArray(1, connection.createArrayOf("text", rovers.toArray()));
            query.setInt(2, Math.min(rovers.size(), most));
            List<Pairing.Waiting> waiting = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    waiting.add(new Pairing.Waiting(row.getObject("id", UUID.class), row.getLong("seq"), row.getDouble("waited"),
                            MissionNeeds.read(row).avoiding(row.getString("trouble_rover")),
                            row.getObject("exclusive_zone", UUID.class)));
                }
            }
            return waiting;
        }
    }

    /** Locks those of them that nobody else has locked; it waits for nothing. */
    public static Set<UUID> lock(Connection connection, Collection<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return Set.of();
        }
        try (PreparedStatement lock = connection.prepareStatement("SELECT t.id FROM tasks t WHERE t.id = ANY(?) "
                + "FOR NO KEY UPDATE SKIP LOCKED")) {
            lock.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            return Set.copyOf(Columns.ids(lock));
        }
    }

    /** What the oldest waiting task of a mission says that it waits for; empty where none does. */
    static Optional<String> saidOf(Connection connection, UUID mission) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT waiting_for FROM tasks WHERE status = 'pending' AND mission_id "
                + "= ? AND trouble_rover IS NULL AND waiting_for IS NOT NULL ORDER BY seq LIMIT 1")) {
            query.setObject(1, mission);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** A waiting task, what it depends on, what occupies the zone that it needs exclusively, and what it says that it waits for. */
    public record Explained(UUID id, StartRule.MissionFacts mission, Needs needs, String takenBy, String waitingFor) {}

    /** All of them, oldest first, but for those that are being removed with their mission or zone. */
    public static List<Explained> all(Connection connection) throws SQLException {
        List<Explained> all = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT t.id, t.waiting_for, t.trouble_rover, " + MissionNeeds.COLUMNS
                + ", " + MissionNeeds.TAKEN_BY + " AS taken_by, coalesce(m.enabled, true) AS enabled,"
                + " CASE WHEN jsonb_typeof(z.waypoints) = 'array' THEN jsonb_array_length(z.waypoints) > 0 ELSE false END AS "
                + "has_waypoints, " + RouteChecks.FAULT + " AS fault" + FROM
                + "AND NOT m.removing AND NOT z.removing ORDER BY t.seq LIMIT ?")) {
            query.setInt(1, 2 * MOST); // an earlier dispatch may have left more than may wait now
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    all.add(new Explained(row.getObject("id", UUID.class), new StartRule.MissionFacts(row.getString("rover_id"),
                            row.getBoolean("enabled"), row.getBoolean("has_waypoints"), row.getString("fault")), MissionNeeds.read(row)
                            .avoiding(row.getString("trouble_rover")),
                            row.getString("taken_by"), row.getString("waiting_for")));
                }
            }
        }
        return all;
    }

    /** What each waits for now. */
    public static void explain(Connection connection, Changes changes, Map<UUID, String> reasons) throws SQLException {
        if (reasons.isEmpty()) {
            return;
        }
        TaskTable.lock(connection, reasons.keySet());
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE tasks t SET waiting_for = w.reason, version = t.version + 1
                FROM unnest(?::uuid[], ?::text[]) AS w(id, reason) WHERE t.id = w.id AND t.status = 'pending'
                    RETURNING\s""" + TaskTable.COLUMNS)) {
            update.setArray(1, connection.createArrayOf("uuid", reasons.keySet().toArray()));
            update.setArray(2, connection.createArrayOf("text", reasons.values().toArray()));
            for (Task task : TaskTable.tasks(update)) {
                changes.task(task);
            }
        }
    }
}
