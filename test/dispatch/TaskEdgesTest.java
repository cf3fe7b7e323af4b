package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The edges of the task state machine that reports and calls take, and those that they must not. (Back to pending:
 * {@link LossContractTest}. Pending to assigned: {@link QueueContractTest}.)
 */
class TaskEdgesTest {
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass();
    static final Api api = depot.api();

    /** A report with values of its own, so that it shows if it was taken. */
    private static void report(ScriptedRover rover, String type, String task) throws Exception {
        switch (type) {
            case "progress" -> rover.progress(task, 77, 7);
            case "complete" -> rover.complete(task);
            default -> rover.failed(task, "wheel lost");
        }
    }

    /** A new task of that status: one that was sent to the rover, unless it is pending. */
    private static String taskThatIs(String status, ScriptedRover rover) throws Exception {
        switch (status) {
            case "pending" -> {
                return (String) depot.queue(depot.mission(TestDispatch.newRoverId())).get("id");
            }
            case "assigned" -> {
                return depot.assign(rover);
            }
            default -> {
                String task = depot.activate(rover);
                switch (status) {
                    case "done" -> rover.complete(task);
                    case "failed" -> rover.failed(task, "first");
                    case "cancelled" -> {
                        depot.cancel(task);
                        rover.expect("cancel", task);
                    }
                    default -> { }
                }
                depot.awaitTask(task, status);
                return task;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"assigned, progress, active", "assigned, complete, done", "assigned, failed, failed",
        "active, progress, active", "active, complete, done", "active, failed, failed"})
    void aReportOfTheRoverThatHoldsTheTaskMovesIt(String from, String report, String to) throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = taskThatIs(from, rover);
            report(rover, report, task);
            rover.upToHere();
            Map<String, Object> after = depot.awaitTask(task, to);
            if (report.equals("progress")) {
                depot.awaitProgress(task, 77);
                after = depot.task(task);
                assertEquals(List.of(77, 7, 0), List.of(after.get("progress"), after.get("waypoint"), after.get("lap")));
                assertNull(after.get("endedAt"));
            } else {
                assertNotNull(after.get("endedAt"));
                assertEquals(report.equals("failed") ? "wheel lost" : null, after.get("error"));
            }
            assertEquals(rover.id(), after.get("roverId"));
            if (!from.equals(to)) {
                assertEquals(from + ">" + to, depot.edges(task).getLast());
                Map<String, Object> event = depot.events(task).getLast();
                assertEquals(rover.id(), event.get("roverId"), event::toString);
                assertTrue(event.get("who") instanceof String who && who.contains(rover.id()), () -> "who did it: " + event);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "assigned", "active"})
    void anOpenTaskCanBeCancelled(String from) throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = taskThatIs(from, rover);
            Api.Answer answer = depot.cancel(task);
            assertEquals(200, answer.status(), answer::toString);
            assertEquals("cancelled", answer.json().get("status"));
            assertEquals(from + ">cancelled", depot.edges(task).getLast());
        }
    }

    @ParameterizedTest
    @CsvSource({"done, progress", "done, complete", "done, failed", "failed, progress", "failed, complete", "failed, failed",
        "cancelled, progress", "cancelled, complete", "cancelled, failed"})
    void anEndedTaskNeverChangesAgainByAReport(String ended, String report) throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = taskThatIs(ended, rover);
            Map<String, Object> before = depot.task(task);
            List<Map<String, Object>> events = depot.events(task);
            report(rover, report, task);
            rover.upToHere();
            Map<String, Object> next = depot.start(depot.mission(rover.id())); // so it is free, and the report has been dealt with
            assertEquals(next.get("id"), rover.nextButCancel().get("task_id"));
            assertEquals(before, depot.task(task));
            assertEquals(events, depot.events(task));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"done", "failed", "cancelled"})
    void anEndedTaskNeverChangesAgainByACall(String ended) throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = taskThatIs(ended, rover);
            Map<String, Object> before = depot.task(task);
            assertEquals(404, depot.cancel(task).status());
            assertEquals(404, api.send("POST", "/missions/" + before.get("missionId") + "/stop", null).status());
            Api.Answer resend = api.send("POST", "/tasks/" + task + "/resend", null);
            assertTrue(Arrays.asList(404, 409).contains(resend.status()), resend::toString);
            assertEquals(before, depot.task(task));
            assertTrue(rover.upToHere().stream().noneMatch(message -> message.get("type").equals("task")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"progress", "complete", "failed"})
    void aReportOnAPendingTaskIsNobodysToMake(String report) throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = taskThatIs("pending", rover);
            Map<String, Object> before = depot.task(task);
            report(rover, report, task);
            rover.expect("cancel", task);
            assertEquals(before, depot.task(task));
        }
    }

    @ParameterizedTest
    @CsvSource({"assigned, progress", "assigned, complete", "assigned, failed", "active, progress", "active, complete", "active, failed"})
    void aReportOnAnothersTaskGetsCancelAndChangesNothing(String status, String report) throws Exception {
        try (ScriptedRover holder = depot.rover(); ScriptedRover other = depot.rover()) {
            String task = taskThatIs(status, holder);
            Map<String, Object> before = depot.task(task);
            report(other, report, task);
            other.expect("cancel", task);
            other.upToHere();
            assertEquals(before, depot.task(task));
            holder.expectNothingYet();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"progress", "complete", "failed"})
    void aReportOnAnUnknownTaskGetsCancel(String report) throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            report(rover, report, TestDispatch.NO_ONE);
            rover.expect("cancel", TestDispatch.NO_ONE);
        }
    }

    /** The one that a cancel just went to may have to ask for a second. */
    @Test
    void aLateReportOnACancelledTaskGetsCancelAgain() throws Exception {
        try (ScriptedRover one = depot.rover(); ScriptedRover two = depot.rover(); ScriptedRover three = depot.rover()) {
            Map<String, ScriptedRover> late = Map.of("progress", one, "complete", two, "failed", three);
            Map<ScriptedRover, String> tasks = new HashMap<>();
            for (ScriptedRover rover : late.values()) {
                tasks.put(rover, taskThatIs("cancelled", rover));
            }
            for (Map.Entry<String, ScriptedRover> each : late.entrySet()) {
                String task = tasks.get(each.getValue());
                ScriptedRover.Received answer = Await.value("a cancel for a late " + each.getKey(), Await.PATIENCE, () -> {
                    report(each.getValue(), each.getKey(), task);
                    return each.getValue().poll(Duration.ofMillis(50));
                });
                assertEquals(Map.of("type", "cancel", "task_id", task), answer.json());
            }
        }
    }

    @Test
    void progressThatWasOvertakenByItsOwnCompleteIsIgnored() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = taskThatIs("active", rover);
            rover.complete(task);
            rover.progress(task, 99, 9);
            rover.expectNothingYet();
            depot.awaitTask(task, "done");
            String next = depot.assign(rover);
            rover.progress(task, 98, 8);
            rover.expectNothingYet();
            assertEquals("assigned", depot.task(next).get("status"));
            assertEquals("done", depot.task(task).get("status"));
        }
    }

    @Test
    void progressMayGoBackAndLapsAreShown() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = taskThatIs("active", rover);
            rover.send("{\"type\":\"progress\",\"task_id\":\"" + task + "\",\"progress\":90,\"waypoint\":9,\"lap\":1}");
            depot.awaitProgress(task, 90);
            assertEquals(1, depot.task(task).get("lap"));
            rover.send("{\"type\":\"progress\",\"task_id\":\"" + task + "\",\"progress\":0,\"waypoint\":0,\"lap\":2}");
            depot.awaitProgress(task, 0);
            Map<String, Object> shown = depot.task(task);
            assertEquals(List.of(0, 0, 2), List.of(shown.get("progress"), shown.get("waypoint"), shown.get("lap")));
        }
    }

    @Test
    void theHistoryTellsEachChangeWithTimeAndWhoOrWhy() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = taskThatIs("done", rover);
            List<Map<String, Object>> events = depot.events(task);
            assertNull(events.getFirst().get("from"), "it begins with the creation");
            assertEquals(List.of("assigned>active", "active>done"), depot.lastEdges(task, 2));
            java.time.Instant last = java.time.Instant.MIN;
            for (Map<String, Object> event : events) {
                assertTrue(event.keySet().containsAll(List.of("at", "from", "to", "roverId", "who", "why")), event::toString);
                assertTrue(((String) event.get("at")).endsWith("Z"));
                java.time.Instant at = java.time.Instant.parse((String) event.get("at"));
                assertTrue(!at.isBefore(last), "oldest first");
                last = at;
                assertTrue(event.get("who") != null || event.get("why") != null, event::toString);
            }
            assertEquals(String.valueOf(events.size()), depot.ask("SELECT count(*) FROM task_events WHERE task_id = '" + task + "'"));
        }
    }

    @Test
    void theHistoryOfWhatNeverWasIs404() throws Exception {
        assertEquals(404, api.get("/tasks/" + TestDispatch.NO_ONE + "/events").status());
        assertEquals(404, api.get("/tasks/no-uuid/events").status());
    }
}
