package depot.dispatch.ledger;

import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
import depot.dispatch.database.DatabaseAway;
import depot.dispatch.database.DatabaseState;
import depot.dispatch.database.DatabaseUrl;
import depot.dispatch.database.Migrations;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as one of several on the database: it says every second that it lives, and hears what others changed,
 * on a connection of its own. Notifications are lost while that is down: when it is back, {@link Events#present} has
 * everything read anew. It is also what finds the database away, and brings its tables up to date when it first comes.
 */
public final class Replica implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    /** A process that has not said for this long that it lives is taken for dead: its rovers count as gone. */
    public static final Duration DEAD_AFTER = Duration.ofSeconds(5);
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration LISTEN = Duration.ofMillis(200);
    private static final Duration READ = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final DatabaseState state;
    private final Events events;
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile int replicas; // written by the worker
    private Worker worker;
    private boolean migrated; // the worker's, as is the next
    private long beatAt;

    /** Called by the one thread of the replica; must not throw. */
    public interface Events {
        /** The database is there, again or for the first time: what is known of it may be old. */
        void present();

        /** Others took this process for dead: its rovers were written off, and are to be claimed again. */
        void writtenOff();
    }

    public Replica(Ledger ledger, DatabaseState state, Events events) {
        this.ledger = ledger;
        this.state = state;
        this.events = events;
    }

    /** Starts, and waits for the database to be there, but not for longer than {@code patience}. */
    public void start(Duration patience) {
        worker = Worker.start("replica", this::run);
        try {
            if (!first.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("starting without the database: rovers and consoles may connect, and it is tried for further");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Living processes on this database, this one included; 0 before the first contact. */
    public int replicas() {
        return replicas;
    }

    private void run() throws InterruptedException {
        GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            try (Connection connection = connect()) {
                listen(connection);
                beat(connection);
                ledger.database().present();
                state.present();
                pause.reset();
                events.present();
                first.countDown();
                hear(connection);
            } catch (SQLException | IllegalStateException | DatabaseAway e) {
                state.lost(reason(e));
            }
            Thread.sleep(pause.next());
        }
    }

    /** One line, from the cause where that has something to say: the end of a killed server's stream has not. */
    static String reason(Exception e) {
        Throwable cause = e.getCause() != null && e.getCause().getMessage() != null ? e.getCause() : e;
        return Objects.requireNonNullElse(cause.getMessage(), "").lines().findFirst().orElse("no reason given");
    }

    private Connection connect() throws SQLException {
        if (!migrated) {
            Migrations.run(ledger.database());
            migrated = true;
        }
        DatabaseUrl url = ledger.database().url();
        return DriverManager.getConnection(url.jdbc(), url.properties(READ));
    }

    private static void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + Ledger.CHANNEL);
        }
    }

    private void hear(Connection connection) throws SQLException, InterruptedException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (!Thread.interrupted()) {
            PGNotification[] notifications = postgres.getNotifications((int) LISTEN.toMillis());
            if (notifications != null && notifications.length > 0) {
                Changes changes = new Changes();
                for (PGNotification notification : notifications) {
                    changes.hear(notification.getParameter(), ledger.process());
                }
                ledger.tell(changes);
            }
            if (System.nanoTime() - beatAt >= BEAT.toNanos() && beat(connection)) {
                log.warn("this process was taken for dead, and claims its rovers anew");
                events.writtenOff();
            }
        }
        throw new InterruptedException();
    }

    /** Says that this process lives; true when it had been written off. */
    private boolean beat(Connection connection) throws SQLException {
        beatAt = System.nanoTime();
        try (PreparedStatement statement = connection.prepareStatement("""
                WITH beat AS (
                    INSERT INTO dispatch_processes(process) VALUES (?)
                    ON CONFLICT (process) DO UPDATE SET seen_at = now() RETURNING xmax = 0 AS inserted)
                SELECT inserted, (SELECT count(*) FROM dispatch_processes p
                    WHERE p.process <> ? AND p.seen_at > now() - make_interval(secs => ?)) FROM beat""")) {
            statement.setObject(1, ledger.process());
            statement.setObject(2, ledger.process());
            statement.setInt(3, (int) DEAD_AFTER.toSeconds());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                replicas = row.getInt(2) + 1;
                return row.getBoolean(1);
            }
        }
    }

    /** Ends the hearing; {@link #leave} comes later, when this process's rovers are written down as gone. */
    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }

    /** Says that this process is no more. */
    public void leave() {
        try {
            ledger.database().call(connection -> {
                try (PreparedStatement delete = connection.prepareStatement("DELETE FROM dispatch_processes WHERE process = ?")) {
                    delete.setObject(1, ledger.process());
                    return delete.executeUpdate();
                }
            });
        } catch (DatabaseAway e) {
            // the others find out by themselves
        }
    }
}
