package depot.dispatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The steady clock: seconds that go on only while a dispatch process is awake and has this database, and that no step of a
 * clock changes. Rovers' absence and silence, and the death of processes, are measured by it. Stateless; the caller's transaction.
 */
public final class ClockTable {
    /** SQL for its present value; evaluated once for each statement, whatever the number of rows. */
    static final String STEADY = "(SELECT steady FROM dispatch_clock)";

    private ClockTable() {}

    /**
     * Advances it. It follows the fastest of several processes, and never goes back.
     *
     * @param last what it was when this process looked last; negative for its first look
     * @param elapsedSeconds by this process's monotonic clock, since then
     * @return what it is now
     */
    public static double advance(Connection connection, double last, double elapsedSeconds) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE dispatch_clock SET steady = greatest(steady, ?) RETURNING steady")) {
            update.setDouble(1, last < 0 ? 0 : last + elapsedSeconds);
            try (ResultSet row = update.executeQuery()) {
                row.next();
                return row.getDouble("steady");
            }
        }
    }
}
