package depot.dispatch.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.database.DatabaseAway;
import depot.database.DatabaseUrl;
import depot.support.Await;
import depot.support.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The server is PostgreSQL's own; a lock holds up what the caller has given up on. */
class DoubtfulSessionsTest {
    private static final String RAISE = "UPDATE doubt SET value = value + 1";

    @Test
    void whatBrokeOffIsOverBeforeAnythingElseIsRead() throws Exception {
        try (TestDatabase server = TestDatabase.create();
                Database database = new Database(DatabaseUrl.parse("DATABASE_URL", server.url()));
                Connection other = server.connect();
                Connection watch = server.connect()) {
            execute(other, "CREATE TABLE doubt (value int)");
            execute(other, "INSERT INTO doubt VALUES (0)");
            database.upToDate();
            other.setAutoCommit(false);
            execute(other, RAISE);

            DatabaseAway away = assertThrows(DatabaseAway.class, () -> database.callQuery(connection -> execute(connection, RAISE)));
            assertTrue(away.uncertain());
            assertEquals(1, waiting(watch), "the server goes on with what was given up");

            int read = database.work(DoubtfulSessionsTest::value);
            other.commit();
            Await.until("nobody waits for the lock", () -> waiting(watch) == 0);
            assertEquals(0, read);
            assertEquals(1, value(watch), "what was read stands, but for what the other did");
        }
    }

    private static int value(Connection connection) throws SQLException {
        return number(connection, "SELECT value FROM doubt");
    }

    private static int waiting(Connection watch) throws SQLException {
        return number(watch, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static Void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return null;
    }
}
