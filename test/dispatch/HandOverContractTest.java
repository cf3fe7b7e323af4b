package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import depot.support.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one process heard and could not store yet is not decided on by another. A process is held up by a lock of the test's own
 * on the task's row, which keeps it from storing what it heard of it.
 */
class HandOverContractTest {
    private static final Duration LONGER_THAN_SETTLING = Duration.ofMillis(1500);
    static TestDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @Test
    void aTaskIsNotSentAgainWhileAnotherProcessHasNotStoredThatItIsDone() throws Exception {
        try (TestDispatch here = TestDispatch.on(database.url()); TestDispatch there = TestDispatch.on(database.url())) {
            ScriptedRover rover = here.rover();
            String task = here.activate(rover);
            try (Connection lock = TestDispatch.lock(database, task)) {
                rover.complete(task);
                rover.upToHere();
                rover.close();
                try (ScriptedRover back = there.rover(rover.id(), "\"task_id\":null")) {
                    back.expectSilence(LONGER_THAN_SETTLING);
                    lock.rollback();
                    there.awaitTask(task, "done");
                    back.expectSilence(Duration.ofMillis(300));
                }
            }
        }
    }

    @Test
    void onceAllThatWasHeardIsStoredARoverThatSaysItDoesNothingGetsItsTaskAgain() throws Exception {
        try (TestDispatch here = TestDispatch.on(database.url()); TestDispatch there = TestDispatch.on(database.url())) {
            ScriptedRover rover = here.rover();
            String task = here.activate(rover);
            here.lose(rover);
            try (ScriptedRover back = there.rover(rover.id(), "\"task_id\":null")) {
                back.expect("task", task);
            }
        }
    }

    @Test
    void whatAProcessHeardThatIsGoneIsUnknown() throws Exception {
        try (TestDispatch here = TestDispatch.on(database.url())) {
            ScriptedRover rover = here.rover();
            String task = here.activate(rover);
            here.lose(rover);
            // as a process leaves it that was killed: its links, and no process of its own
            try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
                Await.until("its own link is closed in the books", () ->
                        statement.executeUpdate("INSERT INTO open_links(link, rover_id, process)"
                        + " SELECT link, rover_id, gen_random_uuid() FROM rover_links WHERE rover_id = '" + rover.id()
                        + "' ON CONFLICT DO NOTHING") == 1);
            }
            Await.until("it is unknown", () -> "unknown".equals(here.task(task).get("delivery")));
            assertTrue(String.valueOf(here.task(task).get("waitingFor")).contains("is gone"), () -> "waitingFor");
            try (ScriptedRover back = here.rover(rover.id(), "\"task_id\":null")) {
                back.expectSilence(LONGER_THAN_SETTLING); // it may have done it
                back.progress(task, 70, 3);
                Await.until("it is known", () -> "delivered".equals(here.task(task).get("delivery")));
            }
        }
    }

    @Test
    void whatWasHeardWhileTheDatabaseWasAwayIsStoredByTheNextStart(@TempDir Path data) throws Exception {
        String task;
        String rover;
        TestDispatch first = TestDispatch.on(database.url(), "DATA_DIR", data.toString());
        ScriptedRover driving = first.rover();
        rover = driving.id();
        task = first.activate(driving);
        try (Connection lock = TestDispatch.lock(database, task)) {
            driving.complete(task);
            driving.upToHere();
            driving.close();
            first.close(); // it cannot store it
            lock.rollback();
        }
        try (var files = Files.list(data)) {
            assertTrue(files.anyMatch(file -> file.getFileName().toString().endsWith(".spool")), "it is on the disk");
        }
        try (TestDispatch second = TestDispatch.on(database.url(), "DATA_DIR", data.toString())) {
            second.awaitTask(task, "done");
            try (ScriptedRover back = second.rover(rover, "\"task_id\":null")) {
                back.expectSilence(Duration.ofMillis(300));
            }
            Await.until("nothing of it is left there", () -> {
                try (var files = Files.list(data)) {
                    return files.noneMatch(file -> file.getFileName().toString().endsWith(".spool"));
                }
            });
            assertEquals("done", second.task(task).get("status"));
        }
    }

    /** Its row names this process, and a link that nobody holds: the claim was committed and its answer was lost. */
    @Test
    void aClaimWhoseAnswerWasLostIsReleased() throws Exception {
        try (TestDispatch here = TestDispatch.on(database.url()); ScriptedRover other = here.rover()) {
            String mission = here.mission("ghost");
            try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
                Await.until("a rover that is there is written down", () ->
                        statement.executeUpdate("INSERT INTO rover_links(rover_id, link, process, connected)"
                        + " SELECT 'ghost', nextval('rover_link_seq'), process, true FROM rover_links WHERE rover_id = '" + other.id()
                        + "'") == 1);
                statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                        + "AND pid <> pg_backend_pid()");
            }
            Await.until("it is gone", () -> {
                try (Connection connection = database.connect(); Statement statement = connection.createStatement();
                        var row = statement.executeQuery("SELECT connected FROM rover_links WHERE rover_id = 'ghost'")) {
                    return row.next() && !row.getBoolean(1);
                }
            });
            Await.until("nothing starts on it", () -> here.api().send("POST", "/missions/" + mission + "/start", null).status() == 409);
        }
    }

    /** What a process heard on a link that never got a number, as it left it on the disk; {@code known} links had come before that one. */
    private static void heardUnnumbered(Path data, String task, String rover, long known) throws Exception {
        Files.writeString(data.resolve("dispatch-" + UUID.randomUUID() + ".spool"),
                "{\"outcome\":\"done\",\"task\":\"" + task + "\",\"rover\":\"" + rover + "\",\"link\":" + (known + 1)
                + ",\"unnumbered\":true}\n");
    }

    private static long sentOn(String task) throws Exception {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT sent_link FROM tasks WHERE id = '" + task + "'")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** A task of which a rover has been sent so many attempts, each on a link of its own; where it stands when the process is gone. */
    private static String sent(TestDispatch here, ScriptedRover rover, int attempts) throws Exception {
        String task = here.activate(rover);
        for (int i = 1; i < attempts; i++) {
            assertEquals(200, here.api().send("POST", "/tasks/" + task + "/resend", null).status());
            rover.expect("task", task);
            rover.nextFrame(); // its ping
            rover.upToHere();
        }
        return task;
    }

    /** It was newer than any other: an operator's resend was ended by what the rover had said of the attempt before. */
    @Test
    void aReportOnALinkThatNeverGotANumberEndsNoAttemptThatMayBeLater(@TempDir Path data) throws Exception {
        try (TestDispatch here = TestDispatch.on(database.url()); ScriptedRover once = here.rover(); ScriptedRover twice = here.rover();
                ScriptedRover before = here.rover()) {
            String first = sent(here, once, 1);
            String second = sent(here, twice, 2);
            String third = sent(here, before, 2);
            heardUnnumbered(data, first, once.id(), sentOn(first) - 1); // whenever it was said: there is but one attempt
            heardUnnumbered(data, second, twice.id(), sentOn(second) - 1); // its link may be the older one
            heardUnnumbered(data, third, before.id(), sentOn(third)); // its link is the newer one
            try (TestDispatch next = TestDispatch.on(database.url(), "DATA_DIR", data.toString())) {
                next.awaitTask(first, "done");
                next.awaitTask(third, "done");
                assertEquals("active", next.task(second).get("status"));
                twice.complete(second);
                next.awaitTask(second, "done");
            }
        }
    }
}
