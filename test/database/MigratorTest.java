package depot.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.support.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MigratorTest {
    private static final Migrator MIGRATOR = new Migrator("discovery", List.of("001_registry.sql"));

    /** While processes are replaced one by one, an older one may start after a newer one has changed the tables. */
    @Test
    void aDatabaseOfANewerVersionIsKnownAndUsed() throws Exception {
        try (TestDatabase database = TestDatabase.create(); Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            assertEquals(1, MIGRATOR.apply(connection));
            assertEquals(Optional.empty(), MIGRATOR.newer(connection));
            statement.execute("INSERT INTO discovery_migrations(name) VALUES ('002_of_next_year.sql')");
            assertEquals(Optional.of("002_of_next_year.sql"), MIGRATOR.newer(connection));
            assertEquals(0, MIGRATOR.apply(connection));
        }
    }
}
