package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * POST /stop: every open task is cancelled at once, and nothing starts until POST /release. (While the database is away:
 * {@link DatabaseAwayTest}.)
 */
class StopContractTest {
    /** A stop waits a second for the rovers' word: where a busy machine takes longer, everything is stopped once more. */
    static final int TRIES = 3;

    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass().clearedAfterEach();
    static final Api api = depot.api();

    @Test
    void itCancelsEveryOpenTaskAndTellsWhomItCouldNotReach() throws Exception {
        for (int i = 1; !stopped(i == TRIES); i++) {
            depot.clear();
        }
    }

    /** Whether those who are there said so in time, which at the last must be. */
    private static boolean stopped(boolean last) throws Exception {
        try (ScriptedRover begun = depot.rover(); ScriptedRover waiting = depot.rover(); ScriptedRover idle = depot.rover()) {
            ScriptedRover away = depot.rover();
            String lost = depot.activate(away);
            depot.lose(away);
            String active = depot.activate(begun);
            String assigned = depot.assign(waiting);
            String pending = (String) depot.queue(depot.mission("not-there")).get("id");

            Api.Answer answer = api.send("POST", "/stop", null, "Content-Type", "application/json");
            assertEquals(200, answer.status(), answer::toString);
            begun.expect("cancel", active);
            waiting.expect("cancel", assigned);
            idle.expectNothingYet();
            assertEquals(Set.of("stopped", "unreached", "stored"), answer.json().keySet());
            assertEquals(true, answer.json().get("stored"));
            if (!last && ((List<?>) answer.json().get("unreached")).size() > 1) {
                return false;
            }
            assertEquals(List.of(away.id()), answer.json().get("unreached"));
            Map<Object, Map<String, Object>> stopped = Json.objects(answer.json().get("stopped")).stream()
                    .collect(Collectors.toMap(s -> s.get("taskId"), s -> s));
            assertEquals(Set.of(active, assigned, lost, pending), stopped.keySet());
            assertEquals(Map.of("taskId", active, "roverId", begun.id(), "told", true), stopped.get(active));
            assertEquals(Map.of("taskId", assigned, "roverId", waiting.id(), "told", true), stopped.get(assigned));
            assertEquals(Map.of("taskId", lost, "roverId", away.id(), "told", false), stopped.get(lost));
            for (String task : List.of(active, assigned, lost, pending)) {
                assertEquals("cancelled", depot.task(task).get("status"));
                depot.console().awaitTask(task, "cancelled");
                assertTrue(depot.edges(task).getLast().endsWith(">cancelled"));
            }
            try (ScriptedRover back = depot.rover(away.id())) {
                back.expect("cancel", lost);
            }
            return true;
        }
    }

    @Test
    void whereNothingRunsItSaysSo() throws Exception {
        try (ScriptedRover idle = depot.rover()) {
            Api.Answer answer = api.send("POST", "/stop", null);
            assertEquals(200, answer.status(), answer::toString);
            assertEquals(Map.of("stopped", List.of(), "unreached", List.of(), "stored", true), answer.json());
            idle.expectNothingYet();
            assertEquals(200, api.send("POST", "/release", null).status());
            depot.assign(idle);
        }
    }

    @Test
    void nothingStartsUntilItIsReleased() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            assertEquals(false, api.get("/hold").json().get("held"));
            String mission = depot.mission(rover.id());
            assertEquals(200, api.send("POST", "/stop", null).status());
            Map<String, Object> hold = api.get("/hold").json();
            assertEquals(true, hold.get("held"));
            Object since = hold.get("since");
            depot.console().awaitType("hold_update", m -> m.get("held").equals(true) && m.get("since").equals(since));

            Api.Answer refused = api.send("POST", "/missions/" + mission + "/start", null);
            assertEquals(409, refused.status());
            assertTrue(refused.text().contains("everything is stopped since " + since), refused::text);
            Map<String, Object> waits = depot.queue(mission);
            assertEquals("pending", waits.get("status"));
            assertTrue(String.valueOf(waits.get("waitingFor")).startsWith("everything is stopped since " + since), waits::toString);
            rover.expectNothingYet();

            assertEquals(200, api.send("POST", "/stop", null).status()); // a second stop holds from the first on, and stops what waits
            assertEquals(since, api.get("/hold").json().get("since"));
            assertEquals("cancelled", depot.task(waits.get("id")).get("status"));
            Object later = depot.queue(mission).get("id");
            Map<String, Object> released = api.send("POST", "/release", null).json();
            assertEquals(false, released.get("held"));
            depot.console().awaitType("hold_update", m -> m.get("held").equals(false) && m.get("since") == null);
            rover.expect("task", later);
        }
    }

    @Test
    void whatWasStoppedIsListedWhileItHolds() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            assertEquals(200, api.send("POST", "/stop", null).status());
            List<Map<String, Object>> stopped = Json.objects(api.get("/hold").json().get("stopped"));
            assertEquals(List.of(task), stopped.stream().map(each -> each.get("taskId")).toList());
        }
        assertEquals(200, api.send("POST", "/release", null).status());
        assertEquals(List.of(), api.get("/hold").json().get("stopped"));
    }

    @Test
    void aScheduleThatFallsDueMeanwhileIsSkippedAndSaysSo() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id(), "\"schedule\":{\"trigger\":\"cron\",\"cron\":\"0 0 1 1 *\",\"loop\":false}");
            assertEquals(200, api.send("POST", "/stop", null).status());
            depot.sql("UPDATE missions SET next_due = now() WHERE id = '" + mission + "'");
            Await.until("it was due", () -> api.get("/missions/" + mission + "/next").json().get("last") != null);
            Object outcome = Json.object(api.get("/missions/" + mission + "/next").json().get("last")).get("outcome");
            assertTrue(String.valueOf(outcome).startsWith("skipped: everything is stopped since "), () -> "" + outcome);
            assertEquals(200, api.send("POST", "/release", null).status());
            rover.expectSilence(Duration.ofMillis(300)); // it is not made up for
        }
    }

    @Test
    void aRoverOutOfServiceKeepsItsTaskAndGetsNoOther() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            assertEquals(200, api.send("POST", "/rovers/" + rover.id() + "/hold", null).status());
            depot.console().awaitType("rover_update", m -> m.get("rover_id").equals(rover.id())
                    && Boolean.TRUE.equals(m.get("outOfService")));
            assertEquals(List.of(rover.id()), api.get("/hold").json().get("outOfService"));
            assertEquals("active", depot.task(task).get("status"));
            rover.complete(task);
            depot.awaitTask(task, "done");
            String next = depot.mission(rover.id());
            Api.Answer refused = api.send("POST", "/missions/" + next + "/start", null);
            assertEquals(409, refused.status());
            assertTrue(refused.text().contains("rover " + rover.id() + " is out of service"), refused::text);
            Map<String, Object> waits = depot.queue(next);
            assertEquals("rover " + rover.id() + " is out of service", waits.get("waitingFor"));
            assertEquals(200, api.send("POST", "/rovers/" + rover.id() + "/release", null).status());
            rover.expect("task", waits.get("id"));
        }
    }

    /** Also by dispatches that have never seen it. */
    @Test
    void aRoverThatIsNotConnectedIsShownAsOutOfServiceAndBackInService() throws Exception {
        String rover = TestDispatch.newRoverId();
        assertEquals(200, api.send("POST", "/rovers/" + rover + "/hold", null).status());
        Await.until("it is out", () -> depot.console().rover(rover).map(r -> r.get("outOfService")).orElse(false).equals(true));
        assertEquals(200, api.send("POST", "/rovers/" + rover + "/release", null).status());
        Await.until("it is back", () -> !depot.console().rover(rover).orElseThrow().containsKey("outOfService"));
    }

    /** Half of the tries were 409 while the cancel's confirmation was under way. */
    @Test
    void aStartRightAfterAStopWaitsForTheConfirmation() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id());
            for (int i = 0; i < 20; i++) {
                String task = depot.assign(rover, mission);
                assertEquals(200, api.send("POST", "/missions/" + mission + "/stop", null).status());
                rover.expect("cancel", task);
                Api.Answer again = api.send("POST", "/missions/" + mission + "/start", null);
                assertEquals(201, again.status(), again::toString);
                rover.expect("task", again.json().get("id"));
                assertEquals(200, api.send("POST", "/missions/" + mission + "/stop", null).status());
                rover.expect("cancel", again.json().get("id"));
                rover.upToHere();
            }
        }
    }

    /** A lock that is held makes the database slow: that of the hold, or those of the tasks. */
    @ParameterizedTest
    @ValueSource(strings = {"SELECT FROM dispatch_hold FOR UPDATE", "SELECT FROM tasks FOR UPDATE"})
    void whereTheDatabaseIsSlowItHoldsAtOnceAnswersInTimeAndIsStoredLater(String lock, @TempDir Path folder) throws Exception {
        Path mark = folder.resolve("dispatch-stop");
        try (TestDispatch slow = TestDispatch.start("DATA_DIR", folder.toString()); ScriptedRover rover = slow.rover();
                Connection connection = slow.connect(); Statement statement = connection.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String task = slow.activate(rover);
            connection.setAutoCommit(false);
            statement.execute(lock);
            long began = System.nanoTime();
            Future<Api.Answer> stop = threads.submit(() -> slow.api().send("POST", "/stop", null));
            rover.expect("cancel", task);
            Await.until("it is marked", () -> Files.exists(mark));
            assertEquals(true, slow.api().get("/hold").json().get("held"));
            assertEquals(409, slow.api().send("POST", "/missions/" + slow.task(task).get("missionId") + "/start", null).status());
            Map<String, Object> answer = stop.get().json();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, took::toString);
            assertEquals(false, answer.get("stored"), "after " + took);
            assertEquals(List.of(task), Json.objects(answer.get("stopped")).stream().map(each -> each.get("taskId")).toList());
            assertTrue(Files.exists(mark));
            connection.rollback();
            slow.awaitTask(task, "cancelled");
            Await.until("it is stored, and holds", () -> slow.api().get("/hold").json().get("since") != null);
            Await.until("it is released", () -> slow.api().send("POST", "/release", null).status() == 200);
            assertFalse(Files.exists(mark));
        }
    }

    /** As a kill leaves it that comes before the stop is stored. */
    @Test
    void aStopThatIsMarkedOnTheDiskHoldsAfterARestart(@TempDir Path folder) throws Exception {
        Path mark = Files.writeString(folder.resolve("dispatch-stop"), "everything was stopped\n");
        try (TestDispatch again = TestDispatch.start("DATA_DIR", folder.toString())) {
            assertEquals(true, again.api().get("/hold").json().get("held"));
            Await.until("it is stored", () -> again.api().get("/hold").json().get("since") != null);
            assertFalse(Files.exists(mark));
        }
    }
}
