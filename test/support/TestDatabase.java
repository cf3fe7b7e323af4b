package depot.support;

import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.local.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * An empty database for a test, on a real PostgreSQL. All tests of a run share one server, which is started when the
 * first asks and ended with the run; a test that stops or kills its server starts one of its own with
 * {@link EmbeddedDatabase}. Any thread.
 */
public final class TestDatabase implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static EmbeddedDatabase server; // guarded by the class

    private final String name;
    private final int port;

    private TestDatabase(String name, int port) {
        this.name = name;
        this.port = port;
    }

    public static TestDatabase create() throws SQLException {
        int port = server().port();
        TestDatabase database = new TestDatabase("test_" + NUMBER.incrementAndGet(), port);
        database.admin("CREATE DATABASE " + database.name);
        return database;
    }

    private static synchronized EmbeddedDatabase server() {
        if (server == null) {
            try {
                Path folder = Files.createTempDirectory("depot-test-postgres");
                server = EmbeddedDatabase.start(folder, 0);
                hurry();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    server.close();
                    delete(folder);
                }));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return server;
    }

    /** No test pulls this machine's plug. */
    private static void hurry() {
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + server.port()
                + "/postgres?user=postgres");
                Statement statement = connection.createStatement()) {
            for (String setting : List.of("fsync", "full_page_writes")) {
                statement.execute("ALTER SYSTEM SET " + setting + " = off");
            }
            statement.execute("SELECT pg_reload_conf()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // a temporary folder stays
        }
    }

    /** What {@code DATABASE_URL} is to be. */
    public String url() {
        return "postgres://postgres@127.0.0.1:" + port + "/" + name;
    }

    /** A connection of the test's own. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=postgres");
    }

    public void sql(String statements) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** The first column of the only row. */
    public String ask(String query) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            assertTrue(row.next(), query);
            return row.getString(1);
        }
    }

    private void admin(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Drops the database, even if clients are still connected. */
    @Override
    public void close() throws SQLException {
        admin("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
}
