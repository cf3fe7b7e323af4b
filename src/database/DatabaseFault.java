package depot.database;

import java.sql.SQLException;

/** The database refused a statement of ours: a fault in this program, or in its tables. */
public final class DatabaseFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DatabaseFault(SQLException cause) {
        super(cause);
    }
}
