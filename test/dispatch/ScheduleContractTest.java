package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Missions that start by themselves, once. (What cron expressions mean: {@link DueTimesContractTest}.) */
class ScheduleContractTest {
    /** What is due is looked for as often as for the shortest limit. */
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass("TASK_SILENT_AFTER", "300ms").clearedAfterEach();
    static final Api api = depot.api();

    private static String once(String roverId, Instant at) throws Exception {
        return depot.mission(roverId, "\"schedule\":{\"trigger\":\"once\",\"loop\":false" + (at == null ? "" : ",\"at\":\"" + at + "\"")
                + "}");
    }

    private static List<Map<String, Object>> tasks(String mission) throws Exception {
        return Json.objects(api.get("/tasks?mission_id=" + mission).text());
    }

    private static Map<String, Object> awaitTask(String mission) throws Exception {
        return Await.value("mission " + mission + " has a task", Await.PATIENCE,
                () -> tasks(mission).isEmpty() ? Optional.empty() : Optional.of(tasks(mission).getFirst()));
    }

    /** Goes on when a mission that is due after all others until now has fired. */
    private static void afterAllThatIsDue() throws Exception {
        awaitTask(once("not-there", Instant.now().plusMillis(50)));
    }

    private static void put(String mission, String json) throws Exception {
        Api.Answer answer = api.send("PUT", "/missions/" + mission, json.getBytes(StandardCharsets.UTF_8));
        assertEquals(200, answer.status(), answer::toString);
    }

    @Test
    void onceWithoutATimeIsNow() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = once(rover.id(), null);
            Map<String, Object> message = rover.next("task");
            assertEquals(mission, message.get("mission_id"));
            assertEquals(rover.id(), depot.task(message.get("task_id")).get("roverId"));
            rover.complete((String) message.get("task_id"));
            depot.awaitTask(message.get("task_id"), "done");
            afterAllThatIsDue();
            assertEquals(1, tasks(mission).size(), "once is once");
        }
    }

    @Test
    void onceAtATimeIsThen() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            Instant at = Instant.now().plusMillis(700);
            String mission = once(rover.id(), at);
            assertEquals(mission, rover.next("task").get("mission_id"));
            Instant created = Instant.parse((String) tasks(mission).getFirst().get("createdAt"));
            assertFalse(created.isBefore(at), () -> "due at " + at + ", created at " + created);
        }
    }

    @Test
    void aScheduledStartQueues() throws Exception {
        String id = TestDispatch.newRoverId();
        Map<String, Object> task = awaitTask(once(id, null));
        assertEquals("pending", task.get("status"));
        assertEquals("rover " + id + " is not connected", task.get("waitingFor"));
        try (ScriptedRover rover = depot.rover(id)) {
            rover.expect("task", task.get("id"));
        }
    }

    @Test
    void aScheduleThatHasFiredIsNotSetOffByAChangeOfTheName() throws Exception {
        String mission = once("not-there", null);
        Object task = awaitTask(mission).get("id");
        depot.cancel(task);
        put(mission, "{\"name\":\"renamed\"}");
        put(mission, "{\"enabled\":false}");
        put(mission, "{\"enabled\":true}");
        afterAllThatIsDue();
        assertEquals(List.of(task), tasks(mission).stream().map(t -> t.get("id")).toList());
    }

    @Test
    void aNewTimeReplacesTheOldOne() throws Exception {
        String mission = once("not-there", Instant.now().plus(Duration.ofHours(1)));
        put(mission, "{\"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"" + Instant.now().plusMillis(100) + "\"}}");
        awaitTask(mission);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"schedule\":{\"trigger\":\"manual\",\"loop\":false}}", "{\"enabled\":false}"})
    void whatIsManualOrDisabledBeforeItsTimeDoesNotFire(String change) throws Exception {
        Instant at;
        String mission;
        do {
            at = Instant.now().plusMillis(400);
            mission = once("not-there", at);
            put(mission, change);
        } while (!Instant.now().isBefore(at)); // a busy machine may be too late: then another is made
        String deleted = once("not-there", at);
        assertEquals(204, api.send("DELETE", "/missions/" + deleted, null).status(), "nothing comes of a time whose mission is gone");
        awaitTask(once("not-there", at.plusMillis(50)));
        assertEquals(List.of(), tasks(mission));
    }

    @Test
    void aMissionWhosePreviousTaskStillRunsIsSkipped() throws Exception {
        try (ScriptedRover rover = depot.rover(); ScriptedRover free = depot.rover()) {
            String mission = depot.mission(null);
            Map<String, Object> running = depot.start(mission);
            ScriptedRover taken = running.get("roverId").equals(rover.id()) ? rover : free;
            taken.expect("task", running.get("id"));
            put(mission, "{\"schedule\":{\"trigger\":\"once\",\"loop\":false}}");
            afterAllThatIsDue();
            assertEquals(1, tasks(mission).size());
            (taken == rover ? free : rover).expectNothingYet();
            Map<String, Object> last = Json.object(api.get("/missions/" + mission + "/next").json().get("last"));
            assertTrue(((String) last.get("outcome")).contains("skipped"), () -> "it says so: " + last);
        }
    }

    /** That its time has come is written, as no test waits for the next full minute. */
    private static void makeDue(String mission) throws Exception {
        depot.sql("UPDATE missions SET next_due = date_trunc('minute', now()) WHERE id = '" + mission + "'");
    }

    @Test
    void aCronMissionFiresEachTimeThatItIsDue() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id(), "\"schedule\":{\"trigger\":\"cron\",\"cron\":\"0 4 * * *\",\"loop\":true}");
            Object next = ((List<?>) api.get("/missions/" + mission + "/next").json().get("next")).getFirst();
            for (int i = 1; i <= 2; i++) {
                makeDue(mission);
                Map<String, Object> message = rover.next("task");
                assertEquals(mission, message.get("mission_id"));
                assertEquals(true, Json.object(message.get("zone")).get("loop"));
                rover.complete((String) message.get("task_id"));
                depot.awaitTask(message.get("task_id"), "done");
                assertEquals(next, ((List<?>) api.get("/missions/" + mission + "/next").json().get("next")).getFirst());
                assertEquals(i, tasks(mission).size());
            }
        }
    }

    @Test
    void aCronMissionWhosePreviousTaskStillRunsOrWaitsIsSkippedAndGoesOnAfterwards() throws Exception {
        String mission = depot.mission("not-there", "\"schedule\":{\"trigger\":\"cron\",\"cron\":\"0 4 * * *\",\"loop\":false}");
        makeDue(mission);
        Object first = awaitTask(mission).get("id");
        makeDue(mission);
        afterAllThatIsDue();
        assertEquals(1, tasks(mission).size());
        depot.cancel(first);
        makeDue(mission);
        Await.until("it fires again", () -> tasks(mission).size() == 2);
    }
}
