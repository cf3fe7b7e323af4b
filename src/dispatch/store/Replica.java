package depot.dispatch.store;

import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration LISTEN = Duration.ofMillis(200);
    private static final Duration READ = Duration.ofSeconds(2);
    private static final Duration OLDER = Duration.ofSeconds(11); // longer than a transaction of ours may take
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Transactions transactions;
    private final DatabaseState state;
    private final BooleanSupplier behind;
    private final ProcessFile file;
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

        /** Links up to this number have come, to whatever process. */
        void newestLink(long number);

        /** Others took this process for dead: its rovers were written off, and are to be claimed again. */
        void writtenOff();
    }

    /**
     * @param behind whether this process has reports of links that have no number yet
     * @param file by which it knows of ended ones, whose rovers are away
     */
    public Replica(Transactions transactions, DatabaseState state, BooleanSupplier behind, ProcessFile file, Events events) {
        this.transactions = transactions;
        this.state = state;
        this.behind = behind;
        this.file = file;
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
                transactions.database().present();
                releaseEnded();
                state.present();
                pause.reset();
                events.present();
                first.countDown();
                awaitOlder(connection);
                hear(connection);
            } catch (SQLException | DatabaseFault | DatabaseAway e) {
                state.lost(reason(e));
            }
            Thread.sleep(pause.next());
        }
    }

    private void releaseEnded() {
        if (file.isAnyEnded()) {
            transactions.work((connection, changes) -> {
                file.release(connection, changes);
                return null;
            });
            file.released();
        }
    }

    /** One line, from the cause where that has something to say: the end of a killed server's stream has not. */
    static String reason(Exception e) {
        Throwable cause = e.getCause() != null && e.getCause().getMessage() != null ? e.getCause() : e;
        return Objects.requireNonNullElse(cause.getMessage(), "").lines().findFirst().orElse("no reason given");
    }

    private Connection connect() throws SQLException {
        if (!migrated) {
            Migrations.run(transactions.database());
            migrated = true;
        }
        DatabaseUrl url = transactions.database().url();
        return DriverManager.getConnection(url.jdbc(), url.properties(READ));
    }

    private static void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + Transactions.CHANNEL);
        }
    }

    /**
     * A transaction that began before this process was seen to listen does not notify it: when the last of those is over, everything is
     * read once more. They are known by their sessions and beginnings: one may look for other processes before it has a number, so numbers
     * do not tell.
     */
    private void awaitOlder(Connection connection) throws SQLException, InterruptedException {
        Set<String> older = transactions(connection);
        if (older.isEmpty()) {
            return;
        }
        long deadline = System.nanoTime() + OLDER.toNanos();
        do {
            Thread.sleep(LISTEN.toMillis() / 10);
            older.retainAll(transactions(connection));
        } while (!older.isEmpty() && System.nanoTime() < deadline);
        events.present();
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

    private void hear(Connection connection) throws SQLException, InterruptedException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (!Thread.interrupted()) {
            PGNotification[] notifications = postgres.getNotifications((int) LISTEN.toMillis());
            if (notifications != null && notifications.length > 0) {
                Changes changes = new Changes();
                for (PGNotification notification : notifications) {
                    changes.hear(notification.getParameter(), transactions.process());
                }
                transactions.publish(changes);
            }
            if (System.nanoTime() - beatAt >= BEAT.toNanos() && beat(connection)) {
                log.warn("this process was taken for dead, and claims its rovers anew");
                events.writtenOff();
            }
        }
        throw new InterruptedException();
    }

    /** Says that this process lives; true when it was not known. */
    private boolean beat(Connection connection) throws SQLException {
        beatAt = System.nanoTime();
        ProcessTable.Beat beat = ProcessTable.beat(connection, transactions.process(), behind.getAsBoolean());
        replicas = beat.others() + 1;
        events.newestLink(beat.newestLink());
        return beat.joined();
    }

    /** Ends the hearing; {@link #leave} comes later, when this process's rovers are written down as gone. */
    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }

    /** Says that this process is no more. False where the database did not hear it: others find out by themselves. */
    public boolean leave() {
        try {
            transactions.database().call(connection -> ProcessTable.remove(connection, transactions.process()));
            return true;
        } catch (DatabaseAway e) {
            return false;
        }
    }
}
