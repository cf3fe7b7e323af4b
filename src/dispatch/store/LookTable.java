package depot.dispatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/** When a living process last looked at the schedules. Stateless; the caller's transaction. */
public final class LookTable {
    private LookTable() {}

    /** @param steady the steady clock now */
    public record Last(Instant lookedAt, double steady) {}

    /** Reads that time and locks it: until the transaction ends no other process checks the schedules. */
    public static Last lock(Connection connection) throws SQLException {
        return read(connection, " FOR NO KEY UPDATE");
    }

    static Last read(Connection connection) throws SQLException {
        return read(connection, "");
    }

    private static Last read(Connection connection, String lock) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT looked_at, steady FROM dispatch_clock" + lock)) {
            row.next();
            return new Last(Columns.instant(row, "looked_at"), row.getDouble("steady"));
        }
    }

    /** In a transaction that has no mission locked: {@link #lock} comes before those. */
    public static void looked(Connection connection, Instant at) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE dispatch_clock SET looked_at = ?")) {
            update.setObject(1, Columns.time(at));
            update.executeUpdate();
        }
    }
}
