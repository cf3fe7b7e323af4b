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

    /** That time; until the transaction ends no other process looks. */
    public static Instant lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT looked_at FROM dispatch_clock FOR NO KEY UPDATE")) {
            row.next();
            return Columns.instant(row, "looked_at");
        }
    }

    public static void looked(Connection connection, Instant at) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE dispatch_clock SET looked_at = ?")) {
            update.setObject(1, Columns.time(at));
            update.executeUpdate();
        }
    }
}
