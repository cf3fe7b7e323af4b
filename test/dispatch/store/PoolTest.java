package depot.dispatch.store;

import depot.database.DatabaseUrl;
import depot.support.Await;
import depot.support.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class PoolTest {
    @Test
    void aNewConnectionWaitsOutsideOfAnyTransaction() throws Exception {
        try (TestDatabase server = TestDatabase.create();
                Database _ = new Database(DatabaseUrl.parse("DATABASE_URL", server.url()));
                Connection watch = server.connect()) {
            Await.until("one connection of each pool is idle", () -> idle(watch) == 3);
        }
    }

    private static int idle(Connection watch) throws SQLException {
        try (Statement statement = watch.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND application_name = 'depot-dispatch' AND state = 'idle'")) {
            count.next();
            return count.getInt(1);
        }
    }
}
