package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dispatch that is stopped and started again still knows. Each test starts its own, all on one database. */
class RestartContractTest {
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
    void everyTaskIsWhereItWasAndEveryWebSocketIsClosedAsGoingAway() throws Exception {
        ScriptedRover working;
        ScriptedRover undelivered;
        String active;
        String assigned;
        String cancelled;
        ScriptedRover deaf;
        Object queued;
        Api.Answer keyed;
        String late = TestDispatch.newRoverId();
        TestDispatch first = TestDispatch.on(database.url());
        try (ConsoleView console = ConsoleView.open(first.port())) {
            working = first.rover();
            active = first.activate(working);
            working.progress(active, 44, 4);
            undelivered = first.rover();
            undelivered.upToHere(); // the ping that greets it is answered
            undelivered.holdPongs();
            assigned = (String) first.start(first.mission(undelivered.id())).get("id");
            undelivered.expect("task", assigned);
            deaf = first.rover();
            cancelled = first.activate(deaf);
            deaf.holdPongs();
            first.cancel(cancelled);
            deaf.expect("cancel", cancelled);
            queued = first.queue(first.mission(late)).get("id");
            keyed = first.api().post("/zones", "{\"name\":\"n\",\"waypoints\":[]}", "Idempotency-Key", "before");
            first.close();
            assertEquals(1001, working.awaitClose());
            assertEquals(1001, console.awaitClose());
        }
        try (TestDispatch again = TestDispatch.on(database.url());
                ScriptedRover one = ScriptedRover.connect(again.port(), working.id());
                ScriptedRover two = ScriptedRover.connect(again.port(), undelivered.id());
                ScriptedRover three = ScriptedRover.connect(again.port(), deaf.id())) {
            assertEquals(44, again.task(active).get("progress"), "the last report before the stop was stored");
            three.register();
            three.expect("cancel", cancelled);
            two.register();
            two.expectSilence(Duration.ofMillis(200)); // its link ended before it confirmed: it may be on it
            assertEquals("unknown", again.task(assigned).get("delivery"));
            one.register();
            one.expectSilence(Duration.ofMillis(200));
            one.complete(active);
            again.awaitTask(active, "done");
            try (ScriptedRover four = again.rover(late)) {
                four.expect("task", queued);
            }
            assertEquals(keyed.text(), again.api().post("/zones", "{\"name\":\"n\",\"waypoints\":[]}", "Idempotency-Key", "before").text());
            again.api().send("POST", "/stop", null);
            assertEquals(200, again.api().send("POST", "/release", null).status(), "the next test has the same database");
        }
    }

    @Test
    void aRoverThatDoesNotComeBackAfterARestartIsLostLikeAnyOther() throws Exception {
        String task;
        ScriptedRover rover;
        try (TestDispatch first = TestDispatch.on(database.url())) {
            rover = first.rover();
            task = first.activate(rover);
        }
        rover.close();
        try (TestDispatch again = TestDispatch.on(database.url(), "TASK_LOST_AFTER", "400ms")) {
            assertTrue(((String) again.awaitTask(task, "failed").get("error")).contains(rover.id()));
        }
    }

    /** As a kill leaves it: by the database the process lives and holds the rover's link; by its file in DATA_DIR it has ended. */
    @Test
    void aRoverOfAProcessThatWasKilledIsGivenNothingUntilItIsBack(@TempDir Path folder) throws Exception {
        UUID killed = UUID.randomUUID();
        Files.createFile(folder.resolve("dispatch-" + killed + ".process"));
        String rover = TestDispatch.newRoverId();
        Object task;
        TestDatabase alone = TestDatabase.create();
        try (TestDispatch first = TestDispatch.on(alone.url())) {
            task = first.queue(first.mission(null, "\"enabled\":true")).get("id");
        }
        try (Connection connection = alone.connect(); Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO dispatch_processes(process, seen_steady) SELECT '" + killed + "', steady FROM dispatch_clock");
            statement.execute("INSERT INTO rover_links(rover_id, link, process, connected, connected_at) SELECT '" + rover
                    + "', nextval('rover_link_seq'), '" + killed + "', true, now()");
        }
        try (TestDispatch again = TestDispatch.on(alone.url(), "DATA_DIR", folder.toString())) {
            try (ScriptedRover other = again.rover()) {
                other.expect("task", task);
            }
            List<Map<String, Object>> events = again.events(task);
            assertTrue(events.stream().noneMatch(event -> rover.equals(event.get("roverId"))), events::toString);
        }
        alone.close();
        assertEquals(List.of(), files(folder), "nobody who ended is known by a file any more");
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".process")).toList();
        }
    }

    /** Down for an hour, and due half an hour ago: so it is made to look, as no test can wait for that. */
    @Test
    void aTimeThatWasMissedWhileEverythingWasDownIsMadeUpForOnlyWhereTheMissionSaysSo() throws Exception {
        String[] caughtUp = new String[2];
        String[] missed = new String[2];
        try (TestDispatch first = TestDispatch.on(database.url())) {
            caughtUp[0] = first.mission("not-there", once(true));
            missed[0] = first.mission("not-there", once(false));
            caughtUp[1] = first.mission("not-there", hourly(true));
            missed[1] = first.mission("not-there", hourly(false));
        }
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            statement.execute("UPDATE dispatch_clock SET looked_at = now() - interval '5 hours'");
            statement.execute("UPDATE missions SET next_due = now() - interval '4 hours' WHERE next_due IS NOT NULL");
        }
        for (int start = 0; start < 2; start++) {
            try (TestDispatch again = TestDispatch.on(database.url(), "TASK_SILENT_AFTER", "300ms")) {
                String later = again.mission("not-there", "\"schedule\":{\"trigger\":\"once\",\"loop\":false}");
                Await.until("a later one has fired", () -> tasks(again, later).size() == 1);
                for (String mission : missed) {
                    assertEquals(List.of(), tasks(again, mission));
                }
                for (String mission : caughtUp) {
                    assertEquals(1, tasks(again, mission).size(), "once, not for each time missed, nor at each start");
                }
                assertEquals(List.of(), again.api().get("/missions/" + missed[0] + "/next").json().get("next"));
                String next = (String) ((List<?>) again.api().get("/missions/" + missed[1] + "/next").json().get("next")).getFirst();
                assertTrue(Instant.parse(next).isAfter(Instant.now()), next);
            }
        }
    }

    /** Only the look that knows that everything was down knows that it was missed. */
    @Test
    void aTimeThatWasMissedIsMissedAlsoWhereItsZoneIsLockedAtThatLook() throws Exception {
        String mission;
        try (TestDispatch first = TestDispatch.on(database.url())) {
            mission = first.mission("not-there", once(false));
        }
        try (Connection edit = database.connect(); Statement statement = edit.createStatement()) {
            statement.execute("UPDATE dispatch_clock SET looked_at = now() - interval '5 hours'");
            statement.execute("UPDATE missions SET next_due = now() - interval '4 hours' WHERE next_due IS NOT NULL");
            edit.setAutoCommit(false);
            statement.execute("SELECT FROM zones FOR NO KEY UPDATE");
            try (TestDispatch again = TestDispatch.on(database.url(), "TASK_SILENT_AFTER", "300ms")) {
                String later = again.mission("not-there", "\"schedule\":{\"trigger\":\"once\",\"loop\":false}");
                Await.until("a later one has fired", () -> tasks(again, later).size() == 1);
                edit.rollback();
                Await.until("it was looked at", () -> !database.ask("SELECT coalesce(last_outcome, '') FROM missions WHERE id = '" + mission
                        + "'").isEmpty());
                assertEquals(List.of(), tasks(again, mission));
            }
        }
    }

    private static String once(boolean catchUp) {
        return "\"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"2999-01-01T00:00:00Z\",\"catchUp\":" + catchUp + "}";
    }

    /** Half an hour from now, so that it does not fall due during the test. */
    private static String hourly(boolean catchUp) {
        int minute = Instant.now().plus(Duration.ofMinutes(30)).atZone(ZoneOffset.UTC).getMinute();
        return "\"schedule\":{\"trigger\":\"cron\",\"cron\":\"" + minute + " * * * *\",\"loop\":false,\"catchUp\":" + catchUp + "}";
    }

    private static List<Map<String, Object>> tasks(TestDispatch depot, String mission) throws Exception {
        return Json.objects(depot.api().get("/tasks?mission_id=" + mission).text());
    }
}
