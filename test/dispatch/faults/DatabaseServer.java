package depot.dispatch.faults;

import depot.local.EmbeddedDatabase;
import depot.support.Await;
import depot.support.KeptPort;
import depot.support.ServiceProcess;
import depot.support.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A scenario's database: on the tests' shared server, on one of its own that can be killed and stalled, or on one whose clock
 * can be set. One thread.
 */
final class DatabaseServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final String TOO_MANY = "53300"; // too_many_connections
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofMillis(50);

    private final History history;
    private final Path folder;
    private final TestDatabase shared; // null with a server of its own
    private final SteppedDatabase stepped; // null unless its clock can be set
    private final Thread lastResort = new Thread(this::endServer); // Ctrl-C leaves no server behind
    private volatile EmbeddedDatabase own; // null without one, and while it is down; written by the one thread

    private DatabaseServer(History history, Path folder, TestDatabase shared, EmbeddedDatabase own, SteppedDatabase stepped) {
        this.history = history;
        this.folder = folder;
        this.shared = shared;
        this.own = own;
        this.stepped = stepped;
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** @param folder of its data, if it is one of its own; made */
    static DatabaseServer start(Setup.Server server, Path folder, History history) throws Exception {
        return switch (server) {
            case SHARED -> new DatabaseServer(history, null, TestDatabase.create(), null, null);
            case OWN -> new DatabaseServer(history, folder, null, EmbeddedDatabase.start(folder, KeptPort.choose()), null);
            case STEPPED -> new DatabaseServer(history, folder, null, null, SteppedDatabase.start(folder, history));
        };
    }

    /** The port that it is reached at, and its name. */
    URI address() {
        return URI.create(shared != null ? shared.url() : "postgres://postgres@127.0.0.1:" + (own != null ? own.port() : stepped.port())
                + "/postgres");
    }

    /** Runs beside this one may have all connections of the server that they share for a moment. */
    private Connection connect() throws SQLException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return shared != null ? shared.connect() : DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + address().getPort()
                        + "/postgres?user=postgres");
            } catch (SQLException e) {
                if (!TOO_MANY.equals(e.getSQLState()) || System.nanoTime() > until) {
                    throw e;
                }
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
    }

    Books books() throws SQLException {
        try (Connection connection = connect()) {
            return Books.read(connection, stepped == null ? history::at : stepped.clock()::at);
        }
    }

    /** What dispatch has it do right now, for a person. */
    List<String> activity() throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = connect(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                SELECT format('database: %s, waits for %s, blocked by %s, since %s: %s', state, wait_event, pg_blocking_pids(pid),
                    state_change, left(query, 120))
                FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'""")) {
            while (row.next()) {
                lines.add(row.getString(1).replaceAll("\\s+", " "));
            }
        }
        return lines;
    }

    /** How often transactions waited for each other, by its own count, since it last came up after a kill. */
    long deadlocks() throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Its clock; only where it can be set. */
    FakeTime clock() {
        return stepped.clock();
    }

    /**
     * kill -9, and a start anew after a while.
     *
     * @param whole whether its children die at the same moment, as in a loss of power, or find out and end by themselves
     */
    void kill(Duration down, boolean whole) throws Exception {
        try (History.Disturbance _ = history.disturbAll(Event.Scope.DATABASE, "PostgreSQL killed")) {
            int port = own.port();
            ProcessHandle main = own.process();
            List<ProcessHandle> children = whole ? main.descendants().toList() : List.of();
            main.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            Await.until("PostgreSQL is gone", () -> !main.isAlive());
            own.close();
            own = null;
            LockSupport.parkNanos(down.toNanos());
            own = Await.value("PostgreSQL starts again", START, () -> again(port));
        }
    }

    /** Its children may hold the shared memory for a moment longer. */
    private Optional<EmbeddedDatabase> again(int port) {
        try {
            return Optional.of(EmbeddedDatabase.start(folder, port));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** It stands still, as on a disk that does not answer, and goes on after a while with what it was at. */
    void stall(Duration stalled) throws Exception {
        List<ProcessHandle> all = new ArrayList<>(List.of(own.process())); // first, so that it starts no more of them
        all.addAll(own.process().descendants().toList());
        try (History.Disturbance _ = history.disturbAll(Event.Scope.DATABASE, "PostgreSQL stalled")) {
            ServiceProcess.signal("STOP", all);
            LockSupport.parkNanos(stalled.toNanos());
        } finally {
            ServiceProcess.signal("CONT", all);
        }
    }

    @Override
    public void close() throws SQLException {
        endServer();
        if (shared != null) {
            shared.close();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException e) {
            // this process is ending
        }
    }

    private void endServer() {
        EmbeddedDatabase there = own;
        if (there != null) {
            there.close();
        }
        if (stepped != null) {
            stepped.close();
        }
    }
}
