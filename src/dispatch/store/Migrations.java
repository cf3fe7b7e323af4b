package depot.dispatch.store;

import depot.database.Migrator;
import java.time.Duration;
import java.util.List;

/** Dispatch's tables. A database that an earlier dispatch filled is taken over with its rows. */
public final class Migrations {
    private static final Migrator MIGRATOR = new Migrator("dispatch", List.of("001_as_found.sql", "002_dispatch.sql", "003_known.sql",
            "004_plans.sql", "005_site.sql", "006_steps.sql", "007_fleet.sql", "008_orphans.sql"));
    private static final Duration PATIENCE = Duration.ofMinutes(10); // an index on a large table, on a flash card

    private Migrations() {}

    /** @throws depot.database.DatabaseAway when the database is */
    public static void run(Database database) {
        database.alone(PATIENCE, MIGRATOR::apply);
        database.upToDate();
    }
}
