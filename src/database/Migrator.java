package depot.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a service's tables up to date: its numbered files of {@code sql/}, each once, in order, all in one transaction under an
 * advisory lock, so that of several processes that start at once only one does it. A database that a newer version has changed is
 * used, with a warning: while processes are replaced one by one, older ones start on it, too.
 *
 * @param service whose files they are; the table {@code <service>_migrations} records which were applied
 * @param files in order; a file that was ever released is never changed
 */
public record Migrator(String service, List<String> files) {
    private static final long LOCK = 0x6465706f74L; // "depot": one for all services, as they may share a database

    /** Applies what is lacking, in the caller's transaction. @return how many files that were */
    public int apply(Connection connection) throws SQLException {
        int applied = 0;
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            statement.execute("CREATE TABLE IF NOT EXISTS " + table() + "("
                    + "name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())");
            for (String file : files) {
                if (!known(connection, file)) {
                    statement.execute(read(file));
                    logNotices(file, statement.getWarnings());
                    statement.clearWarnings();
                    remember(connection, file);
                    applied++;
                }
            }
        }
        newer(connection).ifPresent(newer -> log().warn("the database is of a newer version ({}) than this one ({}): going back to an "
                + "older version for good may want the backup from before the update", newer, files.getLast()));
        if (applied > 0) {
            log().info("the database was brought up to date: {} of {} migrations applied", applied, files.size());
        }
        return applied;
    }

    private String table() {
        return service + "_migrations";
    }

    private Logger log() {
        return LoggerFactory.getLogger("depot." + service);
    }

    /** What a migration did to rows that were there, it raises as notices. */
    private void logNotices(String file, SQLWarning first) {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            if (!warning.getMessage().contains("already exists, skipping")) {
                log().info("migration {}: {}", file, warning.getMessage());
            }
        }
    }

    private boolean known(Connection connection, String file) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM " + table() + " WHERE name = ?")) {
            query.setString(1, file);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** The last file that was applied, where that is one of a newer version. */
    Optional<String> newer(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT max(name COLLATE \"C\") FROM " + table())) {
            row.next();
            return Optional.ofNullable(row.getString(1)).filter(name -> name.compareTo(files.getLast()) > 0);
        }
    }

    private void remember(Connection connection, String file) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table() + "(name) VALUES (?)")) {
            insert.setString(1, file);
            insert.executeUpdate();
        }
    }

    private String read(String file) {
        try (InputStream in = Migrator.class.getResourceAsStream("/depot/" + service + "/sql/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
