package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** POST /missions/{id}/start and /stop, and which rover gets the task. No rover is there before a test. */
class StartContractTest {
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass().clearedAfterEach();
    static final Api api = depot.api();

    private static Api.Answer startCall(String mission) throws Exception {
        return api.send("POST", "/missions/" + mission + "/start", null);
    }

    private static void assertRefused(Api.Answer answer, String... words) {
        assertEquals(409, answer.status(), answer::toString);
        String error = (String) answer.json().get("error");
        for (String word : words) {
            assertTrue(error.contains(word), error);
        }
    }

    @Test
    void aStartAnswersWithTheAssignedTask() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id());
            depot.awaitSettled(); // or it may be sent between the answer and the look below
            Map<String, Object> task = depot.start(mission);
            assertEquals(Set.of("id", "missionId", "roverId", "status", "progress", "waypoint", "lap", "error", "createdAt", "startedAt",
                    "endedAt", "delivery"), task.keySet());
            assertEquals(mission, task.get("missionId"));
            assertEquals(rover.id(), task.get("roverId"));
            assertEquals("assigned", task.get("status"));
            assertEquals(List.of(0, 0, 0), List.of(task.get("progress"), task.get("waypoint"), task.get("lap")));
            assertNull(task.get("error"));
            assertNull(task.get("endedAt"));
            assertEquals(task, depot.task(task.get("id")));
            rover.expect("task", task.get("id"));
        }
    }

    @Test
    void aTaskThatRanTellsWhenItStartedAndEnded() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            assertNotNull(depot.task(task).get("startedAt"));
            assertNull(depot.task(task).get("endedAt"));
            rover.complete(task);
            Map<String, Object> done = depot.awaitTask(task, "done");
            java.time.Instant started = java.time.Instant.parse((String) done.get("startedAt"));
            assertTrue(!java.time.Instant.parse((String) done.get("endedAt")).isBefore(started), done::toString);
            assertTrue(!started.isBefore(java.time.Instant.parse((String) done.get("createdAt"))), done::toString);
        }
    }

    @Test
    void existingConsolesSendAContentTypeWithoutABody() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id());
            Api.Answer started = api.send("POST", "/missions/" + mission + "/start", null, "Content-Type", "application/json");
            assertEquals(201, started.status(), started::toString);
            Api.Answer stopped = api.send("POST", "/missions/" + mission + "/stop", null, "Content-Type", "application/json");
            assertEquals(200, stopped.status(), stopped::toString);
            Await.until("the rover confirmed the cancel, if it was sent the task", () ->
                    depot.ask("SELECT count(*) FROM rover_cancels WHERE rover_id = '" + rover.id() + "'").equals("0"));
            Api.Answer again = api.post("/missions/" + mission + "/start", "{}", "Content-Type", "application/json");
            assertTrue(again.status() == 201, again::toString);
            assertEquals(200, api.send("POST", "/tasks/" + again.json().get("id") + "/cancel", null, "Content-Type", "application/json")
                    .status());
        }
    }

    @Test
    void theNamedRoverMustBeConnected() throws Exception {
        String mission = depot.mission("nobody-here");
        assertRefused(startCall(mission), "nobody-here", "not connected");
        try (ScriptedRover other = depot.rover()) {
            assertRefused(startCall(mission), "nobody-here");
            other.expectNothingYet();
        }
        assertEquals("[]", api.get("/tasks?mission_id=" + mission).text(), "no task is left behind");
    }

    @Test
    void theNamedRoverMustHaveNoTask() throws Exception {
        try (ScriptedRover rover = depot.rover(); ScriptedRover other = depot.rover()) {
            String task = depot.assign(rover);
            String mission = depot.mission(rover.id());
            assertRefused(startCall(mission), rover.id());
            rover.progress(task, 1, 1);
            depot.awaitTask(task, "active");
            assertRefused(startCall(mission), rover.id());
            rover.complete(task);
            depot.awaitTask(task, "done");
            depot.assign(rover, mission);
            other.expectNothingYet();
        }
    }

    @Test
    void whereAnyRoverWillDoOneMustBeFree() throws Exception {
        String mission = depot.mission(null);
        assertRefused(startCall(mission));
        try (ScriptedRover rover = depot.rover()) {
            depot.assign(rover);
            assertRefused(startCall(mission));
        }
    }

    @Test
    void aDisabledMissionDoesNotStart() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id());
            api.send("PUT", "/missions/" + mission, "{\"enabled\":false}".getBytes(StandardCharsets.UTF_8));
            assertRefused(startCall(mission), "disabled");
            assertRefused(api.send("POST", "/missions/" + mission + "/start?queue=true", null), "disabled");
            api.send("PUT", "/missions/" + mission, "{\"enabled\":true}".getBytes(StandardCharsets.UTF_8));
            depot.assign(rover, mission);
        }
    }

    @Test
    void aZoneWithoutWaypointsCannotBeDriven() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String zone = depot.zone("[]");
            String mission = (String) depot.create("/missions", "{\"name\":\"m\",\"zoneId\":\"" + zone + "\",\"roverId\":\"" + rover.id()
                    + "\"}").get("id");
            assertRefused(startCall(mission), "waypoint");
            assertRefused(api.send("POST", "/missions/" + mission + "/start?queue=true", null), "waypoint");
            rover.expectNothingYet();
        }
    }

    @Test
    void stopAnswersWithTheCancelledTaskAndTellsTheRover() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id());
            for (boolean begun : new boolean[] {false, true}) {
                String task = begun ? depot.activate(rover, mission) : depot.assign(rover, mission);
                Api.Answer answer = api.send("POST", "/missions/" + mission + "/stop", null);
                assertEquals(200, answer.status(), answer::toString);
                assertEquals(task, answer.json().get("id"));
                assertEquals("cancelled", answer.json().get("status"));
                assertNotNull(answer.json().get("endedAt"));
                rover.expect("cancel", task);
                rover.upToHere();
                assertEquals(404, api.send("POST", "/missions/" + mission + "/stop", null).status());
            }
        }
    }

    @Test
    void stopFindsWhatRunsBehindAThousandNewerTasks() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id());
            String task = depot.assign(rover, mission);
            depot.sql("INSERT INTO tasks (mission_id, rover_id, status, progress, waypoint, lap, created_at, ended_at) SELECT '" + mission
                    + "', 'other', 'done', 100, 0, 0, now() + n * interval '1 ms', now() FROM generate_series(1, 1100) n");
            Api.Answer stopped = depot.api().send("POST", "/missions/" + mission + "/stop", null);
            assertEquals(200, stopped.status(), stopped::toString);
            assertEquals(task, stopped.json().get("id"));
            rover.expect("cancel", task);
        }
    }

    @Test
    void stopEndsWhatAThousandRoversAndMoreAreOn() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id());
            String task = depot.assign(rover, mission);
            depot.sql("INSERT INTO tasks (mission_id, rover_id, status, progress, waypoint, lap) SELECT '" + mission
                    + "', 'absent-' || n, CASE WHEN n % 4 = 0 THEN 'assigned' ELSE 'active' END, 0, 0, 0 FROM generate_series(1, 2900) n");
            Api.Answer stopped = depot.api().send("POST", "/missions/" + mission + "/stop", null);
            assertEquals(200, stopped.status(), stopped::toString);
            rover.expect("cancel", task);
            assertEquals("2901", depot.ask("SELECT count(*) FROM tasks WHERE status = 'cancelled' AND mission_id = '" + mission + "'"));
            assertEquals("0", depot.ask("SELECT count(*) FROM tasks WHERE status <> 'cancelled' AND mission_id = '" + mission + "'"));
        }
    }

    @Test
    void stopLeavesWhatItsRoverGetsNext() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id());
            String task = depot.assign(rover, mission);
            Object next = depot.queue(mission).get("id");
            assertEquals(200, api.send("POST", "/missions/" + mission + "/stop", null).status());
            rover.expect("cancel", task);
            rover.expect("task", next);
            assertEquals("assigned", depot.task(next).get("status"));
        }
    }

    @Test
    void stopEndsAllThatRunsOfTheMission() throws Exception {
        try (ScriptedRover one = depot.rover(); ScriptedRover two = depot.rover(); ScriptedRover other = depot.rover()) {
            String elsewhere = depot.assign(other);
            String mission = depot.mission(null);
            Object first = depot.start(mission).get("id");
            Object second = depot.start(mission).get("id");
            one.expect("task", first);
            two.expect("task", second);
            assertEquals(200, api.send("POST", "/missions/" + mission + "/stop", null).status());
            one.expect("cancel", first);
            two.expect("cancel", second);
            assertEquals("assigned", depot.task(elsewhere).get("status"));
        }
    }

    @Test
    void thereIsNothingToStopWhereNoTaskIsAssignedOrActive() throws Exception {
        String mission = depot.mission("nobody-here");
        assertEquals(404, api.send("POST", "/missions/" + mission + "/stop", null).status());
        Map<String, Object> pending = depot.queue(mission);
        assertEquals(404, api.send("POST", "/missions/" + mission + "/stop", null).status());
        assertEquals("pending", depot.task(pending.get("id")).get("status"));
    }

    @Test
    void ofTheFreeRoversTheOneIdleLongestIsTaken() throws Exception {
        try (ScriptedRover first = depot.rover(); ScriptedRover second = depot.rover(); ScriptedRover third = depot.rover()) {
            Await.until("none has registered just now, by the steady clock", () -> depot.ask("SELECT count(*) FROM rover_links"
                    + " WHERE connected AND settles_steady > (SELECT steady FROM dispatch_clock)").equals("0"));
            String mission = depot.mission(null);
            List<ScriptedRover> all = List.of(first, second, third);
            List<String> order = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Map<String, Object> task = depot.start(mission);
                ScriptedRover taken = all.stream().filter(r -> r.id().equals(task.get("roverId"))).findFirst().orElseThrow();
                taken.expect("task", task.get("id"));
                taken.complete((String) task.get("id"));
                depot.awaitTask(task.get("id"), "done");
                order.add(taken.id());
            }
            List<String> turns = List.of(first.id(), second.id(), third.id(), first.id(), second.id(), third.id());
            assertEquals(turns, order);
        }
    }

    @Test
    void manyStartsAtOncePutEachRoverOnOneTask() throws Exception {
        try (ScriptedRover first = depot.rover(); ScriptedRover second = depot.rover()) {
            String mission = depot.mission(null);
            List<java.util.concurrent.Future<Api.Answer>> calls = new ArrayList<>();
            try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 8; i++) {
                    calls.add(threads.submit(() -> startCall(mission)));
                }
            }
            List<Object> rovers = new ArrayList<>();
            for (var call : calls) {
                Api.Answer answer = call.get();
                if (answer.status() == 201) {
                    rovers.add(answer.json().get("roverId"));
                } else {
                    assertRefused(answer);
                }
            }
            rovers.sort(null);
            assertEquals(java.util.stream.Stream.of(first.id(), second.id()).sorted().toList(), rovers);
            first.next("task");
            first.expectNothingYet();
            second.next("task");
            second.expectNothingYet();
        }
    }

    /** As many as there are rovers: the last ones find only rovers that others are about to take. */
    @Test
    void startsAtTheSameTimeAllFindARoverOfTheirOwn() throws Exception {
        int atOnce = 8;
        int each = 3;
        List<ScriptedRover> rovers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < atOnce * each; i++) {
                rovers.add(depot.rover());
            }
            String mission = depot.mission(null);
            List<Future<List<Api.Answer>>> callers = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                callers.add(threads.submit(() -> List.of(startCall(mission), startCall(mission), startCall(mission))));
            }
            Set<Object> taken = new HashSet<>();
            for (Future<List<Api.Answer>> caller : callers) {
                for (Api.Answer answer : caller.get(30, TimeUnit.SECONDS)) {
                    assertEquals(201, answer.status(), answer::toString);
                    taken.add(answer.json().get("roverId"));
                }
            }
            assertEquals(rovers.size(), taken.size());
        } finally {
            for (ScriptedRover rover : rovers) {
                rover.close();
            }
        }
    }
}
