package depot.dispatch.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database's tables up to date: the numbered files of {@code sql/}, each once, in order, all in one
 * transaction under an advisory lock, so that of several processes that start at once one does it. A database that an
 * earlier dispatch filled is taken over with its rows.
 */
public final class Migrations {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    /** In order; a file that was ever released is never changed. */
    private static final List<String> FILES = List.of("001_as_found.sql", "002_dispatch.sql", "003_known.sql", "004_plans.sql",
            "005_site.sql", "006_steps.sql",
            "007_fleet.sql", "008_orphans.sql");
    private static final Duration PATIENCE = Duration.ofMinutes(10); // an index on a large table, on a flash card
    private static final long LOCK = 0x6465706f74L; // "depot"

    private Migrations() {}

    /** @throws DatabaseAway when the database is */
    public static void run(Database database) {
        int applied = database.alone(PATIENCE, Migrations::apply);
        database.upToDate();
        if (applied > 0) {
            log.info("the database was brought up to date: {} of {} migrations applied", applied, FILES.size());
        }
    }

    private static int apply(Connection connection) throws SQLException {
        int applied = 0;
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            statement.execute("CREATE TABLE IF NOT EXISTS dispatch_migrations("
                    + "name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())");
            for (String file : FILES) {
                if (!known(connection, file)) {
                    statement.execute(read(file));
                    tell(file, statement.getWarnings());
                    statement.clearWarnings();
                    remember(connection, file);
                    applied++;
                }
            }
        }
        return applied;
    }

    /** What a migration did to rows that were there, it raises as notices. */
    private static void tell(String file, SQLWarning first) {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            if (!warning.getMessage().contains("already exists, skipping")) {
                log.info("migration {}: {}", file, warning.getMessage());
            }
        }
    }

    private static boolean known(Connection connection, String file) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM dispatch_migrations WHERE name = ?")) {
            query.setString(1, file);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void remember(Connection connection, String file) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO dispatch_migrations(name) VALUES (?)")) {
            insert.setString(1, file);
            insert.executeUpdate();
        }
    }

    private static String read(String file) {
        try (InputStream in = Migrations.class.getResourceAsStream("/depot/dispatch/sql/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
