package depot.dispatch.store;

import com.zaxxer.hikari.HikariDataSource;
import depot.database.DatabaseAway;
import depot.database.DatabaseFault;
import depot.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions on PostgreSQL, each with a deadline. There are three pools: calls that somebody waits for end within two
 * seconds, whatever the database does; the service's own work has more patience, and neither starves the other.
 * Isolation is READ COMMITTED. Thread-safe.
 */
public final class Database implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);
    private static final int TRIES = 10; // of which none but a deadlock's takes long
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";
    /** How the line in the log begins. */
    public static final String WAITED = "two transactions waited for each other";

    private final DatabaseUrl url;
    private volatile Pools pools; // replaced by the thread that watches the database
    private volatile boolean upToDate; // its tables are ours; written by the thread that migrates
    private final DoubtfulSessions doubtful = new DoubtfulSessions();
    private volatile boolean starved; // a pool had nothing to give in time

    /** What is done inside one transaction; may be run again when the transaction was a deadlock's victim. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Does not connect yet: the service starts without its database, too. */
    public Database(DatabaseUrl url) {
        this.url = url;
        pools = Pools.of(url);
    }

    /**
     * The database is there again: pools that could not connect meanwhile pause for seconds between their tries, and
     * are replaced. Called by the one thread that watches the database.
     */
    public void present() {
        if (starved) {
            starved = false;
            Pools old = pools;
            pools = Pools.of(url);
            old.retire();
        }
    }

    public DatabaseUrl url() {
        return url;
    }

    /**
     * One transaction that a client waits for.
     *
     * @throws DatabaseAway within two seconds
     */
    public <T> T call(Work<T> task) {
        return run(pools.calls(), task);
    }

    /**
     * One transaction of the service's own, or one that may have much to do.
     *
     * @throws DatabaseAway at once when there is no connection, after ten seconds when the database stopped answering
     */
    public <T> T work(Work<T> task) {
        return run(pools.work(), task);
    }

    /** As {@link #call}, for one statement that only reads: it needs no transaction around it, and saves the way for its end. */
    public <T> T callQuery(Work<T> task) {
        return run(pools.calls(), query(task));
    }

    /** As {@link #call}, for statements that commit by themselves, on connections that plan each once. */
    <T> T callPlanned(Work<T> task) {
        return run(pools.commits(), query(task));
    }

    /** As {@link #work}, for one statement that only reads. */
    public <T> T workQuery(Work<T> task) {
        return run(pools.work(), query(task));
    }

    /** The pool sets it back when the connection is returned, and the driver commits only what has begun. */
    private static <T> Work<T> query(Work<T> task) {
        return connection -> {
            connection.setAutoCommit(true);
            return task.run(connection);
        };
    }

    /** The tables are as this version wants them: from now on transactions are run. */
    void upToDate() {
        upToDate = true;
    }

    /** One transaction on a connection of its own, whose statements may each take as long as {@code patience}. */
    <T> T alone(Duration patience, Work<T> task) {
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.properties(Pools.SERVICE, patience))) {
            connection.setAutoCommit(false);
            T result = task.run(connection); // closing without a commit rolls back
            connection.commit();
            return result;
        } catch (SQLException e) {
            if (DatabaseAway.isSaidBy(e)) {
                throw new DatabaseAway(e);
            }
            throw new DatabaseFault(e);
        }
    }

    private <T> T run(HikariDataSource pool, Work<T> task) {
        if (!upToDate) {
            throw new DatabaseAway(new SQLTransientConnectionException("its tables are not brought up to date yet"));
        }
        for (int tried = 1; ; tried++) {
            try (Connection connection = pool.getConnection()) {
                int session = connection.unwrap(PGConnection.class).getBackendPID();
                try {
                    doubtful.end(connection, session);
                    T result = task.run(connection);
                    if (!connection.getAutoCommit()) {
                        connection.commit();
                    }
                    return result;
                } catch (Throwable e) {
                    if (e instanceof SQLException failure && DatabaseAway.isSaidBy(failure)) {
                        doubtful.add(session);
                    }
                    rollBack(connection, e);
                    throw e;
                }
            } catch (SQLException e) {
                if (DatabaseAway.isSaidBy(e)) {
                    starved |= e instanceof SQLTransientConnectionException;
                    throw new DatabaseAway(e);
                }
                boolean again = SERIALIZATION_FAILURE.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState());
                if (DEADLOCK.equals(e.getSQLState())) {
                    log.warn("{}, this one is begun anew: {}", WAITED, e.getMessage().replaceAll("\\s+", " "));
                }
                if (!again || tried == TRIES) {
                    throw new DatabaseFault(e);
                }
            }
        }
    }

    private static void rollBack(Connection connection, Throwable because) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    /** Waits a second at most: a database that stands still does not let its connections go. */
    @Override
    public void close() {
        Thread closing = Thread.ofPlatform().daemon().name("pools-close").start(pools::close);
        try {
            closing.join(LONGEST_CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
