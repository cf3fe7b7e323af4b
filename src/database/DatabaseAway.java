package depot.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** The database did not answer in time, or not at all. The change that was asked for may have been made or not. */
public final class DatabaseAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DatabaseAway(SQLException cause) {
        super("the database is away", cause);
    }

    /** Whether this failure means that. PostgreSQL 16 documentation, appendix A: classes of SQLSTATE. */
    public static boolean isSaidBy(SQLException e) {
        if (e instanceof SQLTransientConnectionException) {
            return true; // the pool had no connection in time
        }
        String state = e.getSQLState();
        return state == null // not the database's: the pool or the driver has closed the connection
                || state.startsWith("08") // connection exception
                || state.startsWith("57P") // it is shutting down, starting up, or ended our session
                || state.startsWith("53") // out of connections, memory or disk
                || state.startsWith("28") // the password is not (or not yet) the right one
                || state.equals("3D000") // no such database (yet)
                || state.equals("25P03") // we stood still within a transaction, and it ended our session
                || state.equals("25006"); // a standby: it only reads
    }

    /** Whether what was asked for may have happened; not where there was not even a connection. */
    public boolean uncertain() {
        return !(getCause() instanceof SQLTransientConnectionException);
    }
}
