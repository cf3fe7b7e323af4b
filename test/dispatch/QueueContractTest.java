package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A queued start: what it waits for, and who gets it. No rover is there and nothing waits before a test. */
class QueueContractTest {
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass().clearedAfterEach();
    static final Api api = depot.api();

    @Test
    void aQueuedTaskHasNoRoverAndSaysWhatItWaitsFor() throws Exception {
        String id = TestDispatch.newRoverId();
        Map<String, Object> task = depot.queue(depot.mission(id));
        assertEquals("pending", task.get("status"));
        assertTrue(task.containsKey("roverId"));
        assertNull(task.get("roverId"));
        assertEquals("rover " + id + " is not connected", task.get("waitingFor"));
        assertEquals(task, depot.task(task.get("id")));
    }

    /** 40 tasks and one rover were served in the order 0, 6, 11, 12, 21 … where starts by hand came in between. */
    @Test
    void aStartTakesNoRoverFromAnOlderTaskThatWaits() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String first = depot.assign(rover);
            String any = depot.mission(null);
            List<Object> queued = new java.util.ArrayList<>();
            for (int i = 0; i < 8; i++) {
                queued.add(depot.queue(any).get("id"));
            }
            Object running = first;
            for (Object next : queued) {
                rover.complete((String) running);
                for (int i = 0; i < 3; i++) {
                    assertEquals(409, api.send("POST", "/missions/" + any + "/start", null).status());
                }
                rover.expect("task", next);
                running = next;
            }
        }
    }

    @Test
    void howeverManyWaitForARoverThatIsAwayOthersAreServed() throws Exception {
        String away = depot.mission("away");
        depot.sql("INSERT INTO tasks(mission_id, status, progress, waypoint, lap) SELECT '" + away
                + "', 'pending', 0, 0, 0 FROM generate_series(1, 3000)");
        Object task = depot.queue(depot.mission(null)).get("id");
        assertEquals("no rover is free: no rover is connected", depot.task(task).get("waitingFor"));
        try (ScriptedRover rover = depot.rover()) {
            rover.expect("task", task);
        }
        assertEquals(204, api.send("DELETE", "/missions/" + away, null).status());
    }

    /** That each says at once that its mission is disabled, and is explained anew for it, took longer than a call may. */
    @Test
    void noMoreThanTenThousandMayWaitAndTheyCanBeRemoved() throws Exception {
        String away = depot.mission("away");
        depot.sql("INSERT INTO tasks(mission_id, status, progress, waypoint, lap) SELECT '" + away
                + "', 'pending', 0, 0, 0 FROM generate_series(1, 9999)");
        depot.queue(away);
        Api.Answer refused = api.send("POST", "/missions/" + away + "/start?queue=true", null);
        assertEquals(429, refused.status(), refused::toString);
        assertTrue(refused.headers().containsKey("retry-after"));
        long from = System.nanoTime();
        assertEquals(204, api.send("DELETE", "/missions/" + away, null).status());
        Duration took = Duration.ofNanos(System.nanoTime() - from);
        assertTrue(took.toSeconds() < 10, () -> "it took " + took);
        assertEquals(404, api.get("/missions/" + away).status());
        assertEquals("[]", api.get("/tasks?status=pending").text());
    }

    @Test
    void itIsAssignedWhenItsRoverComes() throws Exception {
        String id = TestDispatch.newRoverId();
        Object task = depot.queue(depot.mission(id)).get("id");
        try (ScriptedRover rover = depot.rover(id)) {
            rover.expect("task", task);
            Map<String, Object> assigned = depot.task(task);
            assertEquals("assigned", assigned.get("status"));
            assertEquals(id, assigned.get("roverId"));
            assertFalse(assigned.containsKey("waitingFor"), "it waits no more");
            assertEquals(List.of("null>pending", "pending>assigned"), depot.edges(task));
            rover.expectNothingYet();
        }
    }

    @Test
    void whereARoverIsFreeAQueuedStartIsAStart() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            depot.cancel(depot.assign(rover)); // so it is known as free, or about to be
            rover.next("cancel");
            rover.upToHere();
            Map<String, Object> task = depot.queue(depot.mission(null));
            assertEquals(rover.id(), depot.awaitTask(task.get("id"), "assigned").get("roverId"));
            rover.expect("task", task.get("id"));
        }
    }

    @Test
    void aBusyRoverIsWaitedForAndWhatIsWaitedForChanges() throws Exception {
        ScriptedRover rover = depot.rover();
        String running = depot.assign(rover);
        Map<String, Object> task = depot.queue(depot.mission(rover.id()));
        assertEquals("pending", task.get("status"));
        String busy = (String) task.get("waitingFor");
        assertTrue(busy.contains(rover.id()), busy);
        assertNotEquals("rover " + rover.id() + " is not connected", busy);
        depot.lose(rover);
        Await.until("it says that the rover is gone",
                () -> ("rover " + rover.id() + " is not connected").equals(depot.task(task.get("id")).get("waitingFor")));
        try (ScriptedRover back = depot.rover(rover.id())) {
            back.complete(running);
            back.expect("task", task.get("id"));
        }
    }

    @Test
    void aTaskForAnyRoverSaysWhyNoneTakesIt() throws Exception {
        Map<String, Object> task = depot.queue(depot.mission(null));
        assertTrue(task.get("waitingFor") instanceof String text && text.contains("rover"), task::toString);
        assertNull(task.get("roverId"));
        try (ScriptedRover rover = depot.rover()) {
            rover.expect("task", task.get("id"));
            assertEquals(rover.id(), depot.task(task.get("id")).get("roverId"));
        }
    }

    @Test
    void theOldestIsServedFirst() throws Exception {
        Object first = depot.queue(depot.mission(null)).get("id");
        String id = TestDispatch.newRoverId();
        Object second = depot.queue(depot.mission(id)).get("id");
        Object third = depot.queue(depot.mission(null)).get("id");
        try (ScriptedRover rover = depot.rover(id)) {
            for (Object task : List.of(first, second, third)) {
                rover.expect("task", task);
                rover.expectNothingYet();
                rover.complete((String) task);
            }
            depot.awaitTask(third, "done");
        }
    }

    @Test
    void aTaskWhoseRoverIsAwayHoldsUpNobodyElse() throws Exception {
        Object waiting = depot.queue(depot.mission("not-there")).get("id");
        Object any = depot.queue(depot.mission(null)).get("id");
        try (ScriptedRover rover = depot.rover()) {
            rover.expect("task", any);
        }
        assertEquals("pending", depot.task(waiting).get("status"));
    }

    @Test
    void aCancelledOneIsServedNoMore() throws Exception {
        Object first = depot.queue(depot.mission(null)).get("id");
        Object second = depot.queue(depot.mission(null)).get("id");
        assertEquals(200, depot.cancel(first).status());
        try (ScriptedRover rover = depot.rover()) {
            rover.expect("task", second);
        }
    }

    @Test
    void aCancelThatFreesTheRoverLetsTheNextOneIn() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String running = depot.activate(rover);
            Object next = depot.queue(depot.mission(rover.id())).get("id");
            depot.cancel(running);
            rover.expect("cancel", running);
            rover.expect("task", next);
        }
    }

    /** An empty route, or one that nobody wants any more, is not to be driven when its rover comes at last. */
    @Test
    void aTaskIsNotSentWhoseZoneWasEmptiedOrMissionDisabledWhileItWaited() throws Exception {
        String id = TestDispatch.newRoverId();
        String zone = depot.zone();
        String emptied = (String) depot.create("/missions", "{\"name\":\"m\",\"zoneId\":\"" + zone + "\",\"roverId\":\"" + id + "\"}")
                .get("id");
        String disabled = depot.mission(id);
        Object first = depot.queue(emptied).get("id");
        Object second = depot.queue(disabled).get("id");
        Object third = depot.queue(depot.mission(id)).get("id");
        api.send("PUT", "/zones/" + zone, "{\"waypoints\":[]}".getBytes(StandardCharsets.UTF_8));
        api.send("PUT", "/missions/" + disabled, "{\"enabled\":false}".getBytes(StandardCharsets.UTF_8));
        try (ScriptedRover rover = depot.rover(id)) {
            rover.expect("task", third);
            rover.expectNothingYet();
            for (Object task : List.of(first, second)) {
                Map<String, Object> shown = depot.task(task);
                assertTrue(!shown.get("status").equals("assigned"), shown::toString);
                assertTrue(shown.get("waitingFor") != null || shown.get("error") != null, () -> "it says why: " + shown);
            }
        }
    }

    @Test
    void queueFalseIsNoQueue() throws Exception {
        assertEquals(409, api.send("POST", "/missions/" + depot.mission(null) + "/start?queue=false", null).status());
    }

    @Test
    void manyWaitingTasksAllRunEachOnce() throws Exception {
        String mission = depot.mission(null);
        List<Object> tasks = new java.util.ArrayList<>();
        for (int i = 0; i < 12; i++) {
            tasks.add(depot.queue(mission).get("id"));
        }
        List<Object> ran = new java.util.ArrayList<>();
        try (ScriptedRover first = depot.rover(); ScriptedRover second = depot.rover()) {
            while (ran.size() < tasks.size()) {
                for (ScriptedRover rover : List.of(first, second)) {
                    rover.poll(Duration.ofMillis(5)).ifPresent(message -> {
                        ran.add(message.json().get("task_id"));
                        try {
                            rover.complete((String) ran.getLast());
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
                }
            }
            assertEquals(new java.util.HashSet<>(tasks), new java.util.HashSet<>(ran));
            assertEquals(tasks.size(), ran.size());
        }
    }
}
