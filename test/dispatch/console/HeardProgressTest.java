package depot.dispatch.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import depot.common.memory.OutputBudget;
import depot.database.DatabaseUrl;
import depot.dispatch.model.Report;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.store.Database;
import depot.dispatch.store.Migrations;
import depot.dispatch.store.Transactions;
import depot.support.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HeardProgressTest {
    private static final UUID TASK = UUID.randomUUID();
    private static final UUID MISSION = UUID.randomUUID();

    private final HeardProgress heard = new HeardProgress();

    private static Task stored(TaskStatus status, String rover, int progress, int version) {
        return new Task(TASK, MISSION, rover, status, progress, progress / 10, 0, null, Instant.EPOCH, null, null, null, null, null, null,
                version);
    }

    private static Task active(int progress, int version) {
        return stored(TaskStatus.ACTIVE, "a", progress, version);
    }

    private Task hear(int progress, long number, Task known) {
        return heard.hear(new HeardProgress.Heard(TASK, "a", new Report(progress, progress / 10, null), number), known);
    }

    @Test
    void whatIsHeardIsShownOverWhatIsStoredUntilThatIsStored() {
        assertEquals(20, hear(20, 1, active(10, 1)).progress());
        assertEquals(30, hear(30, 2, active(20, 1)).progress());
        assertEquals(30, heard.store(active(20, 2)).progress(), "the first is stored");
        assertNull(heard.settle(TASK, 1));
        assertEquals(30, heard.store(active(30, 3)).progress());
        assertEquals(active(30, 3), heard.settle(TASK, 2));
        assertEquals(40, heard.store(active(40, 4)).progress(), "and from then on what is stored is shown");
    }

    @Test
    void aChangeOfStateIsShownAsItIsStored() {
        hear(30, 1, active(10, 1));
        assertEquals(stored(TaskStatus.CANCELLED, "a", 10, 2), heard.store(stored(TaskStatus.CANCELLED, "a", 10, 2)));
        assertNull(heard.settle(TASK, 1));
        hear(30, 2, active(10, 3));
        assertEquals("b", heard.store(stored(TaskStatus.ACTIVE, "b", 0, 4)).roverId(), "it was given to another");
    }

    @Test
    void onlyTheRoverThatHasAnActiveTaskIsHeard() {
        assertNull(hear(20, 1, null), "a task that nobody knows");
        assertNull(hear(20, 2, stored(TaskStatus.ASSIGNED, "a", 0, 1)), "its first report changes its state: that is shown when stored");
        assertNull(hear(20, 3, stored(TaskStatus.ACTIVE, "b", 10, 1)));
        assertNull(hear(20, 4, stored(TaskStatus.DONE, "a", 100, 1)));
    }

    @Test
    void whatIsOlderThanWhatIsKnownIsPassedOver() {
        hear(30, 1, active(10, 5));
        assertNull(heard.store(active(0, 4)));
    }

    @Test
    void whatIsRefusedIsTakenBack() {
        hear(30, 1, active(10, 1));
        assertEquals(active(10, 1), heard.settle(TASK, 1));
    }

    /** More was stored than is shown yet, as progress is shown ten times a second. */
    @Test
    void aTaskThatIsDeletedIsShownAsEndedHoweverMuchOfItIsNotShownYet() throws Exception {
        ConsoleState board = new ConsoleState(OutputBudget.OF_THIS_PROCESS);
        board.task(active(10, 1));
        hear(40, 1, active(10, 1));
        heard.store(active(20, 5));
        heard.store(active(30, 9));
        try (TestDatabase server = TestDatabase.create();
                Database database = new Database(DatabaseUrl.parse("DATABASE_URL", server.url()))) {
            Migrations.run(database, connection -> { });
            Task gone = new UpdateReader(new Transactions(database, UUID.randomUUID())).tasks(List.of(TASK), board).getFirst();
            assertEquals(TaskStatus.CANCELLED, heard.store(gone).status());
            board.task(gone);
        }
        assertEquals(List.of(), board.openTasks());
    }
}
