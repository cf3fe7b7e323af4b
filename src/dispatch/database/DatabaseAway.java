package depot.dispatch.database;

/** The database did not answer in time, or not at all. What was asked for may have happened or not. */
public final class DatabaseAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseAway(Throwable cause) {
        super("the database is away", cause);
    }
}
