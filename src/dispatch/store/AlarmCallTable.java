package depot.dispatch.store;

import depot.dispatch.model.Alarm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Calls of the webhook that are still to be made, oldest first; the database adds one with each change of an alarm. What is due and what is
 * too old goes by the steady clock. Stateless; the caller's transaction.
 */
public final class AlarmCallTable {
    private AlarmCallTable() {}

    /** @param id the event's, the same at each try @param tries before this one */
    public record Call(UUID id, String type, Instant at, int tries, Alarm alarm) {}

    /** Takes the oldest call that is due. No other process takes it within {@code lease}. */
    public static Optional<Call> take(Connection connection, Duration lease) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE alarm_calls SET tries = tries + 1, due_steady = %1$s + ?
                WHERE id = (SELECT id FROM alarm_calls WHERE due_steady <= %1$s ORDER BY seq LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING id, type, at, tries - 1 AS tries, alarm_id""".formatted(ClockTable.STEADY))) {
            update.setDouble(1, lease.toMillis() / 1000.0);
            try (ResultSet row = update.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Optional<Alarm> alarm = AlarmTable.byIds(connection, List.of(row.getObject("alarm_id", UUID.class))).stream().findFirst();
                if (alarm.isEmpty()) { // of a kind that only a newer version knows
                    return Optional.empty();
                }
                return Optional.of(new Call(row.getObject("id", UUID.class), row.getString("type"), Columns.instant(row, "at"),
                        row.getInt("tries"), alarm.get()));
            }
        }
    }

    /** The call succeeded: it is done. */
    public static void delivered(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM alarm_calls WHERE id = ?")) {
            delete.setObject(1, id);
            delete.executeUpdate();
        }
    }

    /** The call failed: it is due again after a pause. */
    public static void failed(Connection connection, UUID id, Duration pause) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE alarm_calls SET due_steady = " + ClockTable.STEADY
                + " + ? WHERE id = ?")) {
            update.setDouble(1, pause.toMillis() / 1000.0);
            update.setObject(2, id);
            update.executeUpdate();
        }
    }

    /** Drops what is older than {@code seconds}, and of the rest all but the newest {@code most}. Returns how many. */
    public static int drop(Connection connection, long seconds, int most) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM alarm_calls WHERE since_steady < %s - ?
                    OR seq <= (SELECT seq FROM alarm_calls ORDER BY seq DESC OFFSET ? LIMIT 1)""".formatted(ClockTable.STEADY))) {
            delete.setDouble(1, seconds);
            delete.setInt(2, most);
            return delete.executeUpdate();
        }
    }

    /** Where there is no webhook. */
    public static void dropAll(Connection connection) throws SQLException {
        try (Statement delete = connection.createStatement()) {
            delete.executeUpdate("DELETE FROM alarm_calls");
        }
    }
}
