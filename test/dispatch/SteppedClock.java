package depot.dispatch;

import depot.support.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * The clock of one database, which can be set: its own {@code now()} and {@code clock_timestamp()} stand in front of PostgreSQL's in the
 * search path, so that all SQL that dispatch runs sees that clock, defaults of columns included. One thread.
 */
final class SteppedClock {
    private final TestDatabase database;

    private SteppedClock(TestDatabase database) {
        this.database = database;
    }

    /** For an empty database, before dispatch comes to it. */
    static SteppedClock of(TestDatabase database) throws SQLException {
        SteppedClock clock = new SteppedClock(database);
        database.sql("""
                CREATE SCHEMA stepped;
                CREATE TABLE stepped.clock(ahead interval NOT NULL);
                INSERT INTO stepped.clock VALUES ('0');
                CREATE FUNCTION stepped.now() RETURNS timestamptz LANGUAGE sql STABLE
                    AS 'SELECT pg_catalog.now() + ahead FROM stepped.clock';
                CREATE FUNCTION stepped.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
                    AS 'SELECT pg_catalog.clock_timestamp() + ahead FROM stepped.clock';
                DO $$ BEGIN
                    EXECUTE format('ALTER DATABASE %I SET search_path = public, stepped, pg_catalog', current_database());
                END $$""");
        return clock;
    }

    /** Sets it that much ahead of where it is. */
    void step(Duration by) throws SQLException {
        database.sql("UPDATE stepped.clock SET ahead = ahead + make_interval(secs => " + by.toSeconds() + ")");
    }

    /** What it says. */
    Instant now() throws SQLException {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
