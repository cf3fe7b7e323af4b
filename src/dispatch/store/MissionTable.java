package depot.dispatch.store;

import depot.dispatch.model.ExpectedVersion;
import depot.dispatch.model.Mission;
import depot.dispatch.model.MissionEdit;
import depot.dispatch.model.Schedule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Missions in the database. Stateless; the caller's transaction. */
public final class MissionTable {
    private static final String COLUMNS = "m.id, m.name, m.zone_id, m.rover_id, m.schedule::text AS schedule, coalesce(m.enabled, true) "
            + "AS enabled, m.on_loss, m.min_battery_volts, m.needs_fix, m.on_trouble, m.kind, "
            + "m.created_at, m.updated_at, m.armed, m.next_due, m.last_due, m.last_outcome, m.version";

    /** What one is in memory at most, but for its schedule. */
    public static final int ROW_BYTES = 1024;
    private static final int FETCHED = 1000;

    private MissionTable() {}

    /** How much all missions are in memory. */
    public static long size(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT count(*) * ? + coalesce(sum(octet_length(schedule::text)), 0) FROM missions")) {
            query.setInt(1, ROW_BYTES);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** In a transaction they come some at a time. */
    public static List<Mission> all(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM missions m ORDER BY m.created_at DESC, m.id DESC")) {
            query.setFetchSize(FETCHED);
            return missions(query);
        }
    }

    public static List<Mission> byIds(Connection connection, Collection<UUID> ids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS + " FROM missions m WHERE m.id = ANY(?)")) {
            query.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            return missions(query);
        }
    }

    /** The version of each by its id; of more than {@code most} those that were changed last. */
    public static Map<UUID, Long> versions(Connection connection, int most) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT id, version FROM missions ORDER BY updated_at DESC LIMIT ?")) {
            query.setInt(1, most);
            return Columns.versions(query);
        }
    }

    /** Locked against everything until the transaction ends, also against new tasks: a start comes before an edit or sees it. */
    public static Optional<Mission> lock(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS + " FROM missions m WHERE m.id = ? FOR UPDATE")) {
            query.setObject(1, id);
            return missions(query).stream().findFirst();
        }
    }

    /**
     * Keeps the missions of these tasks until the transaction ends. Who changes one task twice in a transaction, and locks it, begins with
     * this: at the second change PostgreSQL checks the task's mission anew, and waits where that is being removed, for what waits for
     * the task.
     */
    public static void keepOf(Connection connection, Collection<UUID> tasks) throws SQLException {
        if (tasks.isEmpty()) {
            return;
        }
        try (PreparedStatement lock = connection.prepareStatement("SELECT FROM missions m WHERE m.id IN (SELECT t.mission_id FROM tasks t "
                + "WHERE t.id = ANY(?)) ORDER BY m.id FOR KEY SHARE")) {
            lock.setArray(1, connection.createArrayOf("uuid", tasks.toArray()));
            lock.executeQuery().close();
        }
    }

    /** Those that are due by then, each locked with its zone; what another transaction has locked is left to the next look. */
    public static List<Mission> due(Connection connection, Instant now, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM missions m JOIN zones z ON z.id = m.zone_id WHERE m.next_due <= ? ORDER BY m.next_due LIMIT ? "
                + "FOR NO KEY UPDATE OF m, z SKIP LOCKED")) {
            query.setObject(1, Columns.time(now));
            query.setInt(2, limit);
            return missions(query);
        }
    }

    /** Whether some are due by then. */
    public static boolean isAnyDue(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT EXISTS (SELECT FROM missions WHERE next_due <= ?) AS due")) {
            query.setObject(1, Columns.time(now));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean("due");
            }
        }
    }

    /** All that start by themselves again and again, each locked, in the order of their ids. */
    public static List<Mission> recurring(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM missions m WHERE m.next_due IS NOT NULL AND m.schedule->>'trigger' = 'cron' ORDER BY m.id FOR NO KEY UPDATE")) {
            return missions(query);
        }
    }

    public static Mission insert(Connection connection, MissionEdit input, Instant nextDue) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO missions AS m (name, zone_id, rover_id, schedule, enabled, on_loss, armed, next_due, min_battery_volts,
                    needs_fix, on_trouble, kind)
                VALUES (?, ?, ?, ?::jsonb, ?, ?, true, ?, ?, ?, ?, ?) RETURNING\s""" + COLUMNS)) {
            insert.setString(1, input.name().orElseThrow());
            insert.setObject(2, input.zoneId().orElseThrow());
            insert.setString(3, input.roverId().filter(id -> !id.isEmpty()).orElse(null));
            insert.setString(4, ScheduleJson.text(input.schedule().orElse(Schedule.MANUAL)));
            insert.setBoolean(5, input.enabled().orElse(true));
            insert.setString(6, input.onLoss().orElse(Mission.OnLoss.FAIL).text());
            insert.setObject(7, Columns.time(nextDue), java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
            set(insert, 8, input.asks().over(Mission.Asks.NOTHING));
            return missions(insert).getFirst();
        }
    }

    /**
     * Writes every field that a client can change, and when the mission is next due; empty when its version is not one expected.
     *
     * @param schedule null to leave it word for word as it is, which an earlier dispatch may have written
     */
    public static Optional<Mission> update(Connection connection, Mission mission, Schedule schedule,
            ExpectedVersion expected) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE missions m SET name = ?, zone_id = ?, rover_id = ?, schedule = coalesce(?::jsonb, m.schedule), enabled = ?,
                    on_loss = ?, armed = ?, next_due = ?, min_battery_volts = ?, needs_fix = ?, on_trouble = ?, kind = ?,
                    updated_at = now(), version = m.version + 1
                WHERE m.id = ? AND (? OR m.version = ANY(?)) RETURNING\s""" + COLUMNS)) {
            update.setString(1, mission.name());
            update.setObject(2, mission.zoneId());
            update.setString(3, mission.roverId());
            update.setString(4, schedule == null ? null : ScheduleJson.text(schedule));
            update.setBoolean(5, mission.enabled());
            update.setString(6, mission.onLoss().text());
            update.setBoolean(7, mission.armed());
            update.setObject(8, Columns.time(mission.nextDue()), java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
            set(update, 9, mission.asks());
            update.setObject(13, mission.id());
            Columns.set(update, 14, expected);
            return missions(update).stream().findFirst();
        }
    }

    private static void set(PreparedStatement statement, int at, Mission.Asks asks) throws SQLException {
        statement.setObject(at, asks.minBatteryVolts(), java.sql.Types.DOUBLE);
        statement.setBoolean(at + 1, asks.needsFix());
        statement.setString(at + 2, asks.onTrouble().text());
        statement.setString(at + 3, asks.kind().text());
    }

    /** Records the outcome of a due time, and when the next is. */
    public static void fired(Connection connection, UUID id, Instant due, String outcome, Instant next) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE missions SET last_due = ?, last_outcome = ?, next_due = ? WHERE id = ?")) {
            update.setObject(1, Columns.time(due));
            update.setString(2, outcome);
            update.setObject(3, Columns.time(next), java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
            update.setObject(4, id);
            update.executeUpdate();
        }
    }

    /** When it is next due, and nothing else. */
    public static void goOn(Connection connection, UUID id, Instant next) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE missions SET next_due = ? WHERE id = ?")) {
            update.setObject(1, Columns.time(next), java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
            update.setObject(2, id);
            update.executeUpdate();
        }
    }

    static boolean delete(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM missions WHERE id = ?")) {
            delete.setObject(1, id);
            return delete.executeUpdate() > 0;
        }
    }

    private static List<Mission> missions(PreparedStatement query) throws SQLException {
        List<Mission> missions = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                String schedule = row.getString("schedule");
                missions.add(new Mission(row.getObject("id", UUID.class), row.getString("name"), row.getObject("zone_id", UUID.class),
                        row.getString("rover_id"),
                        schedule == null ? Schedule.MANUAL : ScheduleJson.stored(schedule), row.getBoolean("enabled"),
                        Mission.OnLoss.valueOf(row.getString("on_loss").toUpperCase(Locale.ROOT)), asks(row),
                        Columns.instant(row, "created_at"), Columns.instant(row, "updated_at"), row.getBoolean("armed"),
                        Columns.instant(row, "next_due"), Columns.instant(row, "last_due"), row.getString("last_outcome"),
                        row.getLong("version")));
            }
        }
        return missions;
    }

    private static Mission.Asks asks(ResultSet row) throws SQLException {
        double volts = row.getDouble("min_battery_volts");
        return new Mission.Asks(row.wasNull() ? null : volts, row.getBoolean("needs_fix"),
                Mission.OnTrouble.valueOf(row.getString("on_trouble").toUpperCase(Locale.ROOT)),
                Mission.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)));
    }
}
