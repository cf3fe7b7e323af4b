package depot.database;

import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Receives notifications from other processes on the database, on a connection of its own that is opened again whenever it is lost.
 * Notifications are lost meanwhile: when it is back, {@link Events#present} has everything read anew.
 */
public final class Listener implements AutoCloseable {
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration LISTEN = Duration.ofMillis(200);
    private static final Duration READ = Duration.ofSeconds(2);
    private static final Duration OLDER = Duration.ofSeconds(11); // longer than a transaction of ours may take
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final String service;
    private final DatabaseUrl url;
    private final String channel;
    private final Events events;
    private final CountDownLatch first = new CountDownLatch(1);
    private Worker worker;

    /** Called by the one thread of the listener. Those that throw nothing of the database's must not throw. */
    public interface Events {
        /** It is about to connect, for the first time or again. @throws DatabaseAway to have the connection tried again later */
        void connecting();

        /** Notifications are heard from now on. */
        void connected(Connection connection) throws SQLException;

        /**
         * What is known of the database may be old: read it now. Called once more when transactions from before the connection are over.
         */
        void present(Connection connection) throws SQLException;

        /** The payloads of notifications, in order. */
        void heard(List<String> payloads, Connection connection) throws SQLException;

        /** Every second while connected. */
        void beat(Connection connection) throws SQLException;

        /** The database does not answer. @param why for a person */
        void lost(String why);
    }

    /** @param name of its thread. @param service as the database's own views are to show it */
    public Listener(String name, String service, DatabaseUrl url, String channel, Events events) {
        this.name = name;
        this.service = service;
        this.url = url;
        this.channel = channel;
        this.events = events;
    }

    /** Starts, and waits for the database to be there, but not for longer than {@code patience}. @return whether it is */
    public boolean start(Duration patience) {
        worker = Worker.start(name, this::run);
        try {
            return first.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() throws InterruptedException {
        GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            try (Connection connection = connect()) {
                listen(connection);
                events.connected(connection);
                pause.reset();
                events.present(connection);
                first.countDown();
                hear(connection, transactions(connection));
            } catch (SQLException | DatabaseFault | DatabaseAway e) {
                events.lost(reason(e));
            }
            Thread.sleep(pause.next());
        }
    }

    /** One line for an exception, from its cause where that has a message; the end of a killed server's stream has none. */
    public static String reason(Exception e) {
        Throwable cause = e.getCause() != null && e.getCause().getMessage() != null ? e.getCause() : e;
        return Objects.requireNonNullElse(cause.getMessage(), "").lines().findFirst().orElse("no reason given");
    }

    private Connection connect() throws SQLException {
        events.connecting();
        return DriverManager.getConnection(url.jdbc(), url.properties(service, READ));
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + channel);
        }
    }

    /** Those under way on this database, of others. */
    private static Set<String> transactions(Connection connection) throws SQLException {
        Set<String> found = new HashSet<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("""
                SELECT pid || ' ' || xact_start AS began FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
                    AND xact_start IS NOT NULL""")) {
            while (row.next()) {
                found.add(row.getString("began"));
            }
        }
        return found;
    }

    /**
     * @param older transactions that began before this process was seen to listen: they do not notify it. When the last of those is over,
     *         everything is read once more. They are known by their sessions and beginnings: one may look for other processes before it has
     *         a number, so numbers do not tell
     */
    private void hear(Connection connection, Set<String> older) throws SQLException, InterruptedException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        long beatAt = System.nanoTime();
        long olderUntil = beatAt + OLDER.toNanos();
        while (!Thread.interrupted()) {
            Duration pause = older.isEmpty() ? LISTEN : LISTEN.dividedBy(10);
            PGNotification[] notifications = postgres.getNotifications((int) pause.toMillis());
            if (notifications != null && notifications.length > 0) {
                List<String> payloads = new ArrayList<>(notifications.length);
                for (PGNotification notification : notifications) {
                    payloads.add(notification.getParameter());
                }
                events.heard(payloads, connection);
            }
            if (!older.isEmpty()) {
                older.retainAll(transactions(connection));
                if (older.isEmpty() || System.nanoTime() - olderUntil >= 0) {
                    older.clear();
                    events.present(connection);
                }
            }
            if (System.nanoTime() - beatAt >= BEAT.toNanos()) {
                beatAt = System.nanoTime();
                events.beat(connection);
            }
        }
        throw new InterruptedException();
    }

    /** Ends the hearing. */
    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }
}
