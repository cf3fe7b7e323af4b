package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two dispatches on one database are one dispatch: each test does on one what must be seen on the other. */
class ReplicaContractTest {
    static TestDatabase database;
    static TestDispatch here;
    static TestDispatch there;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        // what is due is looked for as often as for the shortest limit
        here = TestDispatch.on(database.url(), "TASK_SILENT_AFTER", "300ms");
        there = TestDispatch.on(database.url(), "TASK_SILENT_AFTER", "300ms");
    }

    @AfterAll
    static void stop() throws Exception {
        here.close();
        there.close();
        database.close();
    }

    @AfterEach
    void clear() throws Exception {
        here.clear();
    }

    @Test
    void aCallOnOneReachesARoverOnTheOther() throws Exception {
        try (ScriptedRover rover = there.rover()) {
            here.console().awaitConnected(rover.id(), true);
            String mission = here.mission(rover.id());
            Map<String, Object> task = here.start(mission);
            assertEquals("assigned", task.get("status"));
            assertEquals(rover.id(), task.get("roverId"));
            rover.expect("task", task.get("id"));
            rover.nextFrame();
            rover.upToHere();
            assertEquals(200, here.api().send("POST", "/tasks/" + task.get("id") + "/resend", null).status());
            rover.expect("task", task.get("id"));
            assertEquals(200, here.cancel(task.get("id")).status());
            rover.expect("cancel", task.get("id"));
        }
    }

    @Test
    void whereAnyRoverWillDoTheOneOnTheOtherIsTaken() throws Exception {
        try (ScriptedRover rover = there.rover()) {
            here.console().awaitConnected(rover.id(), true);
            Map<String, Object> task = here.start(here.mission(null));
            assertEquals(rover.id(), task.get("roverId"));
            rover.expect("task", task.get("id"));
        }
    }

    @Test
    void consolesOnBothHearTheSame() throws Exception {
        for (List<TestDispatch> pair : List.of(List.of(here, there), List.of(there, here))) {
            TestDispatch one = pair.getFirst();
            ConsoleView far = pair.getLast().console();
            String zone = one.zone();
            far.awaitType("zone_update", m -> Json.object(m.get("zone")).get("id").equals(zone));
            String mission = one.mission(null);
            far.awaitType("mission_update", m -> Json.object(m.get("mission")).get("id").equals(mission));
            try (ScriptedRover rover = one.rover()) {
                far.awaitConnected(rover.id(), true);
                String task = one.activate(rover);
                Map<String, Object> shown = new HashMap<>(one.task(task));
                shown.remove("silentSince"); // on a busy machine it is that by now
                assertEquals(shown, far.awaitTask(task, "active"));
                far.awaitRover(rover.id(), task);
                rover.progress(task, 70, 7);
                far.awaitType("task_update", m -> Json.object(m.get("task")).get("progress").equals(70));
                rover.complete(task);
                far.awaitTask(task, "done");
                far.awaitRover(rover.id(), null);
            }
            String id = one.api().get("/zones/" + zone).json().get("id").toString();
            one.api().send("DELETE", "/zones/" + id, null);
            far.awaitType("zone_delete", m -> m.get("id").equals(zone));
        }
    }

    @Test
    void aConsoleThatConnectsHearsOfTheRoversOfBoth() throws Exception {
        try (ScriptedRover one = here.rover(); ScriptedRover two = there.rover()) {
            String task = there.assign(two);
            here.console().awaitRover(two.id(), task);
            try (ConsoleView late = ConsoleView.open(here.port())) {
                late.awaitRover(one.id(), null);
                late.awaitRover(two.id(), task);
                late.awaitTask(task, "assigned");
            }
            for (TestDispatch depot : List.of(here, there)) {
                assertEquals(2, depot.api().get("/health").json().get("connected_rovers"), "one dispatch, one count");
            }
        }
    }

    @Test
    void theNewerLinkIsTheRoverWhereverItIs() throws Exception {
        ScriptedRover older = here.rover();
        String task = here.activate(older);
        try (ScriptedRover newer = there.rover(older.id())) {
            Await.until("the older link is passed over", () -> {
                newer.progress(task, 55, 5);
                return here.task(task).get("progress").equals(55);
            });
            assertEquals(200, here.cancel(task).status());
            newer.expect("cancel", task);
            newer.upToHere();
            assertFalse(older.poll(Duration.ZERO).isPresent(), "nothing more comes on the older link");
            older.close();
            String next = (String) here.start(here.mission(newer.id())).get("id");
            assertEquals(next, newer.nextButCancel().get("task_id")); // of its last report it may hear once more
            newer.progress(next, 10, 1);
            here.awaitTask(next, "active");
            here.console().awaitRover(newer.id(), next);
            there.console().awaitRover(newer.id(), next);
        }
    }

    @Test
    void aQueuedTaskIsTakenByARoverThatComesToTheOther() throws Exception {
        Object task = here.queue(here.mission(null)).get("id");
        try (ScriptedRover rover = there.rover()) {
            rover.expect("task", task);
            rover.complete((String) task);
            here.awaitTask(task, "done");
        }
    }

    @Test
    void aDueMissionFiresOnce() throws Exception {
        Instant at = Instant.now().plusMillis(300);
        List<String> missions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            missions.add((i % 2 == 0 ? here : there).mission("not-there", "\"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"" + at
                    + "\"}"));
        }
        String last = here.mission("not-there", "\"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"" + at.plusMillis(700) + "\"}");
        Await.until("the last has fired", () -> tasks(last) == 1);
        for (String mission : missions) {
            assertEquals(1, tasks(mission));
        }
    }

    private static int tasks(String mission) throws Exception {
        return Json.objects(here.api().get("/tasks?mission_id=" + mission).text()).size();
    }

    @Test
    void startsOnBothAtOncePutEachRoverOnOneTask() throws Exception {
        try (ScriptedRover one = here.rover(); ScriptedRover two = there.rover()) {
            here.console().awaitConnected(two.id(), true);
            there.console().awaitConnected(one.id(), true);
            String mission = here.mission(null);
            List<Future<Api.Answer>> calls = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 8; i++) {
                    TestDispatch depot = i % 2 == 0 ? here : there;
                    calls.add(threads.submit(() -> depot.api().send("POST", "/missions/" + mission + "/start", null)));
                }
            }
            List<Object> taken = new ArrayList<>();
            for (Future<Api.Answer> call : calls) {
                assertTrue(call.get().status() == 201 || call.get().status() == 409, call.get()::toString);
                if (call.get().status() == 201) {
                    taken.add(call.get().json().get("roverId"));
                }
            }
            taken.sort(null);
            assertEquals(Stream.of(one.id(), two.id()).sorted().toList(), taken);
            one.next("task");
            one.expectNothingYet();
            two.next("task");
            two.expectNothingYet();
        }
    }

    @Test
    void anIdempotencyKeyCountsOnBoth() throws Exception {
        String zone = "{\"name\":\"n\",\"waypoints\":[]}";
        Api.Answer first = here.api().post("/zones", zone, "Idempotency-Key", "both");
        assertEquals(201, first.status());
        assertEquals(first.text(), there.api().post("/zones", zone, "Idempotency-Key", "both").text());
    }

    @Test
    void theEmergencyStopReachesTheRoversOfBoth() throws Exception {
        Object unreached = stopBoth();
        for (int i = 1; i < StopContractTest.TRIES && !unreached.equals(List.of()); i++) {
            clear();
            unreached = stopBoth();
        }
        assertEquals(List.of(), unreached);
    }

    private static Object stopBoth() throws Exception {
        try (ScriptedRover one = here.rover(); ScriptedRover two = there.rover()) {
            String first = here.activate(one);
            String second = there.activate(two);
            Api.Answer answer = here.api().send("POST", "/stop", null);
            assertEquals(200, answer.status(), answer::toString);
            one.expect("cancel", first);
            two.expect("cancel", second);
            here.awaitTask(second, "cancelled");
            return answer.json().get("unreached");
        }
    }

    @Test
    void theRoversOfOneThatEndsGoOnWithTheOther() throws Exception {
        ScriptedRover rover;
        String task;
        try (TestDispatch third = TestDispatch.on(database.url())) {
            rover = third.rover();
            task = third.activate(rover);
            here.console().awaitRover(rover.id(), task);
        }
        here.console().awaitConnected(rover.id(), false);
        assertEquals("active", here.task(task).get("status"));
        try (ScriptedRover back = here.rover(rover.id())) {
            back.expectSilence(Duration.ofMillis(200));
            back.complete(task);
            there.awaitTask(task, "done");
        }
    }

    @Test
    void whatOneChangesTheOtherShowsAtOnce() throws Exception {
        String zone = here.zone();
        assertEquals(200, there.api().get("/zones/" + zone).status());
        there.api().send("PUT", "/zones/" + zone, "{\"name\":\"moved\"}".getBytes(StandardCharsets.UTF_8));
        assertEquals("moved", here.api().get("/zones/" + zone).json().get("name"));
    }
}
