package depot.dispatch.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Properties;

/**
 * Transactions on PostgreSQL, each with a deadline. There are two pools: calls that somebody waits for end within two
 * seconds, whatever the database does; the service's own work has more patience, and neither starves the other.
 * Isolation is READ COMMITTED. Thread-safe.
 */
public final class Database implements AutoCloseable {
    private static final int CALLS = 12;
    private static final int WORK = 8;
    private static final Duration CONNECT = Duration.ofMillis(900);
    private static final Duration CALL_READ = Duration.ofSeconds(1);
    private static final Duration WORK_READ = Duration.ofSeconds(10);
    private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(2);
    private static final int TRIES = 5;
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";

    private final DatabaseUrl url;
    private volatile Pools pools; // replaced by the thread that watches the database
    private volatile boolean upToDate; // its tables are ours; written by the thread that migrates
    private volatile boolean starved; // a pool had nothing to give in time

    /** What is done inside one transaction; may be run again when the transaction was a deadlock's victim. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Does not connect yet: the service starts without its database, too. */
    public Database(DatabaseUrl url) {
        this.url = url;
        pools = newPools();
    }

    private record Pools(HikariDataSource calls, HikariDataSource work) {
        boolean busy() {
            return calls.getHikariPoolMXBean().getActiveConnections() + work.getHikariPoolMXBean().getActiveConnections() > 0;
        }

        void close() {
            calls.close();
            work.close();
        }
    }

    private Pools newPools() {
        return new Pools(pool("calls", CALLS, CALL_READ), pool("work", WORK, WORK_READ));
    }

    /**
     * The database is there again: pools that could not connect meanwhile pause for seconds between their tries, and
     * are replaced. Called by the one thread that watches the database.
     */
    public void present() {
        if (!starved) {
            return;
        }
        starved = false;
        Pools old = pools;
        pools = newPools();
        Thread.ofVirtual().name("old-pools").start(() -> {
            try {
                long deadline = System.nanoTime() + WORK_READ.toNanos();
                do {
                    Thread.sleep(CONNECT.multipliedBy(2)); // who waits for a connection of theirs gets an answer first
                } while (old.busy() && System.nanoTime() < deadline);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            old.close();
        });
    }

    private HikariDataSource pool(String name, int size, Duration read) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url.jdbc());
        config.setDataSourceProperties(properties(read));
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setValidationTimeout(CONNECT.toMillis() - 100);
        config.setInitializationFailTimeout(-1);
        // a process that stands still within a transaction would hold up all others with its locks
        config.setConnectionInitSql("SET idle_in_transaction_session_timeout = " + IDLE_IN_TRANSACTION.toMillis());
        config.setIsolateInternalQueries(true); // else that leaves each new connection within a transaction, which it then ends
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return new HikariDataSource(config);
    }

    /** The driver's settings: the user's, and how long it waits. {@code read} is rounded up to whole seconds by the driver. */
    public Properties properties(Duration read) {
        Properties properties = new Properties();
        properties.putAll(url.properties());
        properties.setProperty("ApplicationName", "depot-dispatch");
        properties.setProperty("connectTimeout", "1");
        properties.setProperty("loginTimeout", "1");
        properties.setProperty("socketTimeout", Long.toString(read.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("reWriteBatchedInserts", "true");
        return properties;
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
        return run(pools.calls, task);
    }

    /**
     * One transaction of the service's own, or one that may have much to do.
     *
     * @throws DatabaseAway at once when there is no connection, after ten seconds when the database stopped answering
     */
    public <T> T work(Work<T> task) {
        return run(pools.work, task);
    }

    /** As {@link #call}, for one statement that only reads: it needs no transaction around it, and saves the way for its end. */
    public <T> T callQuery(Work<T> task) {
        return run(pools.calls, query(task));
    }

    /** As {@link #work}, for one statement that only reads. */
    public <T> T workQuery(Work<T> task) {
        return run(pools.work, query(task));
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
        try (Connection connection = DriverManager.getConnection(url.jdbc(), properties(patience))) {
            connection.setAutoCommit(false);
            T result = task.run(connection); // closing without a commit rolls back
            connection.commit();
            return result;
        } catch (SQLException e) {
            if (isAway(e)) {
                throw new DatabaseAway(e);
            }
            throw new IllegalStateException(e);
        }
    }

    private <T> T run(HikariDataSource pool, Work<T> task) {
        if (!upToDate) {
            throw new DatabaseAway(new SQLTransientConnectionException("its tables are not brought up to date yet"));
        }
        for (int tried = 1; ; tried++) {
            try (Connection connection = pool.getConnection()) {
                try {
                    T result = task.run(connection);
                    if (!connection.getAutoCommit()) {
                        connection.commit();
                    }
                    return result;
                } catch (Throwable e) {
                    rollBack(connection, e);
                    throw e;
                }
            } catch (SQLException e) {
                if (isAway(e)) {
                    starved |= e instanceof SQLTransientConnectionException;
                    throw new DatabaseAway(e);
                }
                boolean again = SERIALIZATION_FAILURE.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState());
                if (!again || tried == TRIES) {
                    throw new IllegalStateException(e);
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

    /** PostgreSQL 16 documentation, appendix A: classes of SQLSTATE. */
    static boolean isAway(SQLException e) {
        if (e instanceof SQLTransientConnectionException) {
            return true; // the pool had no connection in time
        }
        String state = e.getSQLState();
        return state == null // not the database's: the pool or the driver has closed the connection
                || state.startsWith("08") // connection exception
                || state.startsWith("57P") // it is shutting down, starting up, or ended our session
                || state.startsWith("53") // out of connections, memory or disk
                || state.startsWith("28") // the password is not (or not yet) what it wants
                || state.equals("3D000") // no such database (yet)
                || state.equals("25P03") // we stood still within a transaction, and it ended our session
                || state.equals("25006"); // a standby: it only reads
    }

    @Override
    public void close() {
        pools.close();
    }
}
