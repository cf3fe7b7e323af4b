package depot.dispatch.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import depot.database.DatabaseUrl;
import java.time.Duration;

/**
 * The connection pools: one for calls that clients wait for, one for the service's own work, so that neither starves the
 * other, and one for {@link GroupCommit}, whose connections have its few statements prepared. Thread-safe.
 */
record Pools(HikariDataSource calls, HikariDataSource work, HikariDataSource commits) {
    /** The name under which the database's own views show its connections. */
    static final String SERVICE = "dispatch";
    private static final int CALLS = 12;
    private static final int WORK = 8;
    private static final int COMMITS = 2; // one at a time, and one that takes its place
    private static final Duration CONNECT = Duration.ofMillis(900);
    private static final Duration CALL_READ = Duration.ofSeconds(1);
    private static final Duration WORK_READ = Duration.ofSeconds(10);
    private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(2);

    /** Does not connect yet. */
    static Pools of(DatabaseUrl url) {
        return new Pools(pool(url, "calls", CALLS, CALL_READ, ""), pool(url, "work", WORK, WORK_READ, ""),
                pool(url, "commits", COMMITS, CALL_READ, "; " + PlannedOnce.OF_CONNECTION));
    }

    private static HikariDataSource pool(DatabaseUrl url, String name, int size, Duration read, String more) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url.jdbc());
        config.setDataSourceProperties(url.properties(SERVICE, read));
        if (!more.isEmpty()) {
            // what is planned once is kept by the server from its first time on
            config.getDataSourceProperties().putIfAbsent("prepareThreshold", "1");
        }
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setValidationTimeout(CONNECT.toMillis() - 100);
        config.setInitializationFailTimeout(-1);
        // a process that is frozen within a transaction would block all others with its locks
        config.setConnectionInitSql("SET idle_in_transaction_session_timeout = " + IDLE_IN_TRANSACTION.toMillis() + more);
        config.setIsolateInternalQueries(true); // or that statement leaves each new connection within a transaction
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return new HikariDataSource(config);
    }

    private boolean busy() {
        return calls.getHikariPoolMXBean().getActiveConnections() + work.getHikariPoolMXBean().getActiveConnections()
                + commits.getHikariPoolMXBean().getActiveConnections() > 0;
    }

    /** Closes them in the background, once none of their connections is in use; but waits no longer than work may take. */
    void retire() {
        Thread.ofVirtual().name("old-pools").start(() -> {
            try {
                long deadline = System.nanoTime() + WORK_READ.toNanos();
                do {
                    Thread.sleep(CONNECT.multipliedBy(2)); // callers that wait for one of their connections get an answer first
                } while (busy() && System.nanoTime() < deadline);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            close();
        });
    }

    void close() {
        calls.close();
        work.close();
        commits.close();
    }
}
