package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import depot.support.Json;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task whose rover is connected and says nothing for TASK_SILENT_AFTER is shown as such, and nothing else is done. */
class SilenceContractTest {
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass("TASK_SILENT_AFTER", "400ms");

    private static void awaitSilent(String task) throws Exception {
        Await.until("task " + task + " is shown as silent", () -> depot.task(task).containsKey("silentSince"));
    }

    /** Waits until it is no longer shown as silent: on a busy machine that state may be over before a call, but consoles are sent it. */
    private static void awaitHeard(String task, int progress) throws Exception {
        depot.console().awaitType("task_update", m -> {
            Map<String, Object> shown = Json.object(m.get("task"));
            return shown.get("id").equals(task) && shown.get("progress").equals(progress) && !shown.containsKey("silentSince");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itIsShownOnTheTaskAndSentToConsoles(boolean begun) throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            Instant before = Instant.now().minusMillis(100);
            String task = begun ? depot.activate(rover) : depot.assign(rover);
            assertFalse(depot.console().awaitTask(task, begun ? "active" : "assigned").containsKey("silentSince"), "not at first");
            Map<String, Object> shown = Json.object(depot.console().awaitType("task_update", m -> {
                Map<String, Object> t = Json.object(m.get("task"));
                return t.get("id").equals(task) && t.containsKey("silentSince");
            }).get("task"));
            assertEquals(shown, depot.task(task));
            Instant since = Instant.parse((String) shown.get("silentSince"));
            assertTrue(!since.isBefore(before) && since.isBefore(Instant.now()), () -> "since " + since);
            assertEquals(begun ? "active" : "assigned", shown.get("status"));
            Map<String, Object> event = depot.events(task).getLast();
            assertEquals(shown.get("status"), event.get("to"), event::toString);
            assertTrue(event.get("why") instanceof String why && why.contains(rover.id()), event::toString);
            rover.expectNothingYet();
        }
    }

    @Test
    void aReportEndsIt() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            awaitSilent(task);
            rover.progress(task, 20, 2);
            awaitHeard(task, 20);
            awaitSilent(task);
            rover.complete(task);
            assertFalse(depot.awaitTask(task, "done").containsKey("silentSince"));
        }
    }

    @Test
    void theOperatorMayResendIt() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.assign(rover);
            awaitSilent(task);
            assertEquals(200, depot.api().send("POST", "/tasks/" + task + "/resend", null).status());
            rover.expect("task", task);
            rover.nextFrame(); // its ping: what is said before its pong is of the run before
            rover.upToHere();
            rover.progress(task, 20, 2);
            awaitHeard(task, 20);
        }
    }

    @Test
    void silentTasksAreCounted() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            awaitSilent(depot.assign(rover));
            Await.until("a metric counts it", () -> depot.api().get("/metrics").text().lines()
                    .anyMatch(line -> line.startsWith("depot_") && line.contains("silent") && !line.endsWith(" 0.0")));
        }
    }
}
