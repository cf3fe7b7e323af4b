package depot.dispatch.store;

import depot.database.Migrator;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Dispatch's tables. A database that an earlier dispatch filled is taken over with its rows. */
public final class Migrations {
    private static final Migrator MIGRATOR = new Migrator("dispatch", List.of("001_as_found.sql", "002_dispatch.sql", "003_known.sql",
            "004_plans.sql", "005_site.sql", "006_steps.sql", "007_fleet.sql", "008_orphans.sql",
            "009_troubles.sql", "010_webhook.sql", "011_step_numbers.sql"));
    private static final Duration PATIENCE = Duration.ofMinutes(10); // an index on a large table, on a flash card

    /** What is read once the tables are there, in the transaction that made them. */
    @FunctionalInterface
    public interface Reading {
        void read(Connection connection) throws SQLException;
    }

    private Migrations() {}

    /** @param first reads what must be known before anything is done. @throws depot.database.DatabaseAway when the database is */
    public static void run(Database database, Reading first) {
        database.alone(PATIENCE, connection -> {
            MIGRATOR.apply(connection);
            first.read(connection);
            return null;
        });
        database.upToDate();
    }
}
