package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import depot.support.Json;
import depot.support.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Progress on consoles before it is stored, and that no console sees a task go back. */
class ShownWhenHeardTest {
    private static TestDatabase database;
    private static TestDispatch here;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        here = TestDispatch.on(database.url());
    }

    @AfterAll
    static void stop() throws Exception {
        here.close();
        database.close();
    }

    private static void awaitShown(ConsoleView console, String task, int progress) throws Exception {
        Await.until("a console shows " + progress, () -> console.task(task).map(shown -> shown.get("progress")).orElse(-1)
                .equals(progress));
    }

    private static void assertNeverBack(ConsoleView console, String task) throws Exception {
        List<Integer> seen = console.heard().stream().filter(message -> message.get("type").equals("task_update"))
                .map(message -> Json.object(message.get("task"))).filter(shown -> shown.get("id").equals(task))
                .map((Map<String, Object> shown) -> (Integer) shown.get("progress")).toList();
        assertEquals(seen.stream().sorted().toList(), seen);
    }

    @Test
    void progressIsShownBeforeItIsStored() throws Exception {
        try (ScriptedRover rover = here.rover()) {
            String task = here.activate(rover);
            try (Connection lock = TestDispatch.lock(database, task)) {
                rover.progress(task, 40, 4);
                awaitShown(here.console(), task, 40);
                rover.progress(task, 60, 6);
                awaitShown(here.console(), task, 60);
                assertEquals(10, here.task(task).get("progress"), "and is not stored yet");
                lock.rollback();
            }
            here.awaitProgress(task, 60);
            rover.complete(task);
            here.console().awaitTask(task, "done");
            assertNeverBack(here.console(), task);
        }
    }

    @Test
    void whatCannotBeStoredIsNotTakenBack() throws Exception {
        try (ScriptedRover rover = here.rover(); Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            String task = here.activate(rover);
            statement.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$");
            statement.execute("CREATE TRIGGER refuse BEFORE UPDATE ON tasks FOR EACH ROW WHEN (NEW.waypoint = 4) "
                    + "EXECUTE FUNCTION refuse()");
            rover.progress(task, 40, 4);
            awaitShown(here.console(), task, 40);
            here.lose(rover); // by then it was tried
            statement.execute("DROP TRIGGER refuse ON tasks");
            try (ScriptedRover back = here.rover(rover.id())) {
                back.progress(task, 50, 5);
                here.awaitProgress(task, 50);
                awaitShown(here.console(), task, 50);
                assertNeverBack(here.console(), task);
                back.complete(task);
                here.awaitTask(task, "done");
            }
        }
    }

    @Test
    void aRoverThatMovesToAnotherProcessIsNotOvertakenByWhatItSaidBefore() throws Exception {
        try (TestDispatch there = TestDispatch.on(database.url()); ScriptedRover rover = here.rover()) {
            String task = here.activate(rover);
            there.console().awaitTask(task, "active");
            try (Connection lock = TestDispatch.lock(database, task)) {
                rover.progress(task, 40, 4);
                awaitShown(here.console(), task, 40);
                try (ScriptedRover moved = there.rover(rover.id())) {
                    moved.progress(task, 60, 6);
                    awaitShown(there.console(), task, 60);
                    lock.rollback();
                    here.awaitProgress(task, 60);
                    moved.progress(task, 70, 7);
                    awaitShown(here.console(), task, 70);
                    awaitShown(there.console(), task, 70);
                    moved.complete(task);
                    here.console().awaitTask(task, "done");
                    there.console().awaitTask(task, "done");
                }
            }
            assertNeverBack(here.console(), task);
            assertNeverBack(there.console(), task);
            assertTrue(here.task(task).get("progress").equals(100));
        }
    }
}
