package depot.dispatch.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** The database did not answer in time, or not at all. What was asked for may have happened or not. */
public final class DatabaseAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseAway(SQLException cause) {
        super("the database is away", cause);
    }

    /** Whether what was asked for may have happened; not where there was not even a connection. */
    public boolean uncertain() {
        return !(getCause() instanceof SQLTransientConnectionException);
    }
}
