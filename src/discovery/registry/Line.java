package depot.discovery.registry;

import depot.common.threads.GrowingPause;
import depot.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** One connection to the registry's database, opened when it is needed and given up at its first failure. One thread. */
final class Line implements AutoCloseable {
    static final String SERVICE = "discovery";
    static final String CHANNEL = "depot_discovery";
    private static final Duration READ = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final DatabaseUrl url;
    private final String settings;
    private Connection connection; // null while there is none

    /** What is done in one transaction. */
    @FunctionalInterface
    interface Work {
        void run(Connection connection) throws SQLException;
    }

    /** @param settings a statement that each new connection begins with */
    Line(DatabaseUrl url, String settings) {
        this.url = url;
        this.settings = settings;
    }

    /** One transaction, within four seconds. @throws SQLException after which the transaction may have taken effect or not */
    void transaction(Work work) throws SQLException {
        boolean done = false;
        try {
            if (connection == null) {
                connection = DriverManager.getConnection(url.jdbc(), url.properties(SERVICE, READ));
                try (Statement statement = connection.createStatement()) {
                    statement.execute(settings);
                }
                connection.setAutoCommit(false);
            }
            work.run(connection);
            connection.commit();
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /** One turn of {@link #repeat}. */
    @FunctionalInterface
    interface Turn {
        /** @return false where the database did not take it: the next waits a little longer */
        boolean take() throws InterruptedException;
    }

    /** Takes turns until interrupted, and gives the connection up then. */
    void repeat(Turn turn) throws InterruptedException {
        GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        try {
            while (true) {
                if (turn.take()) {
                    pause.reset();
                } else {
                    Thread.sleep(pause.next());
                }
            }
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        try (Connection _ = connection) {
            connection = null;
        } catch (SQLException e) {
            // it is gone either way
        }
    }
}
