package depot.dispatch.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/** The one wall clock that all processes share. What is stored or compared is read from it, in the transaction that does so. */
@FunctionalInterface
public interface DatabaseClock {
    /** PostgreSQL's own. */
    DatabaseClock SYSTEM = connection -> {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("SELECT clock_timestamp() AS at")) {
            row.next();
            return Columns.instant(row, "at");
        }
    };

    Instant read(Connection connection) throws SQLException;
}
