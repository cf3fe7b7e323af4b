package depot.dispatch.store;

import depot.dispatch.model.Alarm;
import depot.dispatch.model.AlarmKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Alarms in the database, which itself notifies every process of each change (005_site.sql), and raises those of failed tasks. Stateless;
 * the caller's transaction.
 */
public final class AlarmTable {
    private static final long LOCK = 0x616c61726dL; // "alarm"
    private static final String COLUMNS = "a.id, a.kind, a.rover_id, a.task_id, a.text, a.since, a.ended_at, a.acknowledged_at, "
            + "a.acknowledged_by";
    private static final String KNOWN = "a.kind = ANY(?)"; // a newer version may have others

    private AlarmTable() {}

    /** What an alarm is about: one of a kind and a subject is raised at a time. */
    public record Cause(AlarmKind kind, String subject) {}

    /** Newest first. @param open only those that are @param before only older ones than this; null for all */
    public static List<Alarm> list(Connection connection, boolean open, UUID before, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS + " FROM alarms a WHERE " + KNOWN
                + (open ? " AND a.ended_at IS NULL AND a.acknowledged_at IS NULL" : "")
                + (before == null ? "" : " AND a.seq < (SELECT seq FROM alarms WHERE id = ?)") + " ORDER BY a.seq DESC LIMIT ?")) {
            int at = kinds(query);
            if (before != null) {
                query.setObject(++at, before);
            }
            query.setInt(++at, limit);
            return alarms(query);
        }
    }

    public static List<Alarm> byIds(Connection connection, Collection<UUID> ids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS + " FROM alarms a WHERE " + KNOWN
                + " AND a.id = ANY(?) ORDER BY a.seq")) {
            query.setArray(kinds(query) + 1, connection.createArrayOf("uuid", ids.toArray()));
            return alarms(query);
        }
    }

    /** Of those that have not ended, by id: 1 where it is acknowledged, else 0; of more than {@code most} the newest. */
    public static Map<UUID, Long> unended(Connection connection, int most) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT a.id, (a.acknowledged_at IS NOT NULL)::int AS version "
                + "FROM alarms a WHERE " + KNOWN + " AND a.ended_at IS NULL ORDER BY a.seq DESC LIMIT ?")) {
            query.setInt(kinds(query) + 1, most);
            return Columns.versions(query);
        }
    }

    /** The first word counts; a task that failed has no cause that could go, so this ends its alarm. Empty where there is no such alarm. */
    public static Optional<Alarm> acknowledge(Connection connection, UUID id, String by) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE alarms a SET acknowledged_at = clock_timestamp(), acknowledged_by = ?,
                    ended_at = CASE WHEN kind = 'task_failed' THEN coalesce(ended_at, clock_timestamp()) ELSE ended_at END
                WHERE id = ? AND acknowledged_at IS NULL""")) {
            update.setString(1, by);
            update.setObject(2, id);
            update.executeUpdate();
        }
        return byIds(connection, List.of(id)).stream().findFirst();
    }

    /** Only one process at a time looks for alarms: the lock is held until the transaction ends. */
    public static boolean lock(Connection connection) throws SQLException {
        try (Statement lock = connection.createStatement(); ResultSet row = lock.executeQuery("SELECT pg_try_advisory_xact_lock(" + LOCK
                + ") AS had")) {
            row.next();
            return row.getBoolean("had");
        }
    }

    /** Those whose cause was not seen to be gone, acknowledged or not; those of failed tasks left out. */
    public static Map<Cause, UUID> lasting(Connection connection) throws SQLException {
        Map<Cause, UUID> lasting = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT a.id, a.kind, a.subject FROM alarms a WHERE " + KNOWN
                + " AND a.ended_at IS NULL AND a.kind <> 'task_failed'")) {
            kinds(query);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    lasting.put(new Cause(AlarmKind.of(row.getString("kind")).orElseThrow(), row.getString("subject")),
                            row.getObject("id", UUID.class));
                }
            }
        }
        return lasting;
    }

    /** Raises one, unless it is there. */
    public static void raise(Connection connection, Cause cause, String rover, UUID task, String text) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO alarms(kind, subject, rover_id, task_id, text) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, cause.kind().text());
            insert.setString(2, cause.subject());
            insert.setString(3, rover);
            insert.setObject(4, task, java.sql.Types.OTHER);
            insert.setString(5, text);
            insert.executeUpdate();
        }
    }

    /** Their causes were seen to be gone. */
    public static void end(Connection connection, Collection<UUID> ids) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE alarms SET ended_at = clock_timestamp() WHERE id = ANY(?) "
                + "AND ended_at IS NULL")) {
            update.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            update.executeUpdate();
        }
    }

    private static int kinds(PreparedStatement query) throws SQLException {
        query.setArray(1, query.getConnection().createArrayOf("text", java.util.Arrays.stream(AlarmKind.values()).map(AlarmKind::text)
                .toArray()));
        return 1;
    }

    private static List<Alarm> alarms(PreparedStatement query) throws SQLException {
        List<Alarm> alarms = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                alarms.add(new Alarm(row.getObject("id", UUID.class), AlarmKind.of(row.getString("kind")).orElseThrow(),
                        row.getString("rover_id"),
                        row.getObject("task_id", UUID.class), row.getString("text"), Columns.instant(row, "since"),
                        Columns.instant(row, "ended_at"),
                        Columns.instant(row, "acknowledged_at"), row.getString("acknowledged_by")));
            }
        }
        return alarms;
    }
}
