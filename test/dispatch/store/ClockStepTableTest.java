package depot.dispatch.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.database.DatabaseUrl;
import depot.dispatch.rules.AgeRule;
import depot.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Two processes see a step of the database's clock, at one value of the steady clock. */
class ClockStepTableTest {
    private static final AgeRule.Step STEP = new AgeRule.Step(Instant.parse("2026-03-01T10:00:00Z"), Duration.ofHours(1));

    @Test
    void aStepThatAnotherProcessHasWrittenDownIsNotWrittenAgainAndASecondOneIs() throws Exception {
        try (TestDatabase server = TestDatabase.create();
                Database database = new Database(DatabaseUrl.parse("DATABASE_URL", server.url()))) {
            Migrations.run(database, connection -> { });
            long seen = newest(database);
            assertEquals(1, seenBy(database, STEP, seen));
            assertEquals(1, seenBy(database, new AgeRule.Step(STEP.before().plusSeconds(1), STEP.by()), seen), "the same, seen later");
            assertEquals(2, seenBy(database, STEP, newest(database)), "back to where it was, and once more");
        }
    }

    private static long newest(Database database) {
        return database.work(ClockStepTable::newest);
    }

    /** @return how many are written down then */
    private static int seenBy(Database database, AgeRule.Step step, long seen) {
        return database.work(connection -> {
            ClockStepTable.add(connection, step, seen);
            return ClockStepTable.all(connection).size();
        });
    }
}
