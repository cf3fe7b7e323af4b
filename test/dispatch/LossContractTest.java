package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rover that is away with its task: for less than TASK_LOST_AFTER, and for longer, by what the mission says. */
class LossContractTest {
    private static final long LOST_MILLIS = 500;
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass("TASK_LOST_AFTER", LOST_MILLIS + "ms").clearedAfterEach();

    /** A task of a rover that then goes away. */
    private static String taskOf(ScriptedRover rover, String onLoss, boolean begun, boolean named) throws Exception {
        String mission = depot.mission(named ? rover.id() : null, onLoss == null ? "\"enabled\":true" : "\"onLoss\":\"" + onLoss + "\"");
        return begun ? depot.activate(rover, mission) : depot.assign(rover, mission);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterThatTimeTheTaskFailsAndSaysWhy(boolean begun) throws Exception {
        ScriptedRover rover = depot.rover();
        String task = taskOf(rover, begun ? "fail" : null, begun, true);
        Instant left = Instant.now();
        depot.lose(rover);
        Map<String, Object> failed = depot.console().awaitTask(task, "failed");
        assertEquals(failed, depot.task(task));
        assertTrue(((String) failed.get("error")).contains(rover.id()), failed::toString);
        long after = Duration.between(left, Instant.parse((String) failed.get("endedAt"))).toMillis();
        assertTrue(after >= LOST_MILLIS - 20, () -> "after " + after + " ms");
        Map<String, Object> event = depot.events(task).getLast();
        assertEquals("failed", event.get("to"));
        assertTrue(event.get("why") instanceof String why && !why.isBlank(), event::toString);
    }

    @Test
    void aRoverThatIsBackInTimeKeepsItsTaskHoweverOften() throws Exception {
        ScriptedRover rover;
        String task;
        boolean inTime;
        do { // a busy machine may be too late: then it is another rover's turn
            rover = depot.rover();
            task = taskOf(rover, "fail", true, true);
            inTime = true;
            for (int i = 0; i < 3; i++) {
                long left = System.nanoTime();
                depot.lose(rover);
                rover = depot.rover(rover.id());
                inTime &= System.nanoTime() - left < Duration.ofMillis(LOST_MILLIS).toNanos();
            }
            if (!inTime) {
                rover.close();
            }
        } while (!inTime);
        // a rover that left after it, and is lost: by then the first would be, too
        ScriptedRover other = depot.rover();
        String lost = taskOf(other, "fail", true, true);
        depot.lose(other);
        depot.awaitTask(lost, "failed");
        assertEquals("active", depot.task(task).get("status"));
        rover.complete(task);
        depot.awaitTask(task, "done");
        rover.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRoverThatComesBackTooLateIsSentACancel(boolean reports) throws Exception {
        ScriptedRover rover = depot.rover();
        String task = taskOf(rover, "fail", true, true);
        depot.lose(rover);
        Map<String, Object> failed = depot.awaitTask(task, "failed");
        try (ScriptedRover back = ScriptedRover.connect(depot.port(), rover.id())) {
            back.register();
            if (reports) {
                back.progress(task, 80, 4);
                back.complete(task);
            }
            back.expect("cancel", task);
            back.upToHere();
            Object next = depot.queue(depot.mission(back.id())).get("id");
            assertEquals(next, back.nextButCancel().get("task_id"), "it is free for another");
            assertEquals(failed, depot.task(task), "it stays as it ended");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void requeueGivesTheTaskToAnother(boolean begun) throws Exception {
        ScriptedRover first = depot.rover();
        String task = taskOf(first, "requeue", begun, false);
        depot.lose(first);
        Map<String, Object> pending = depot.awaitTask(task, "pending");
        assertNull(pending.get("roverId"));
        assertNull(pending.get("endedAt"));
        Await.until("it says what it waits for", () -> depot.task(task).get("waitingFor") != null);
        assertEquals((begun ? "active" : "assigned") + ">pending", depot.edges(task).getLast());
        try (ScriptedRover second = depot.rover()) {
            second.expect("task", task);
            assertEquals(second.id(), depot.task(task).get("roverId"));
            assertEquals(0, depot.task(task).get("progress"), "it begins anew");
            try (ScriptedRover back = ScriptedRover.connect(depot.port(), first.id())) {
                back.register();
                back.complete(task);
                back.expect("cancel", task);
                assertEquals("assigned", depot.task(task).get("status"));
            }
            second.complete(task);
            assertEquals(second.id(), depot.awaitTask(task, "done").get("roverId"));
        }
    }

    @Test
    void requeueOfANamedRoverWaitsForIt() throws Exception {
        ScriptedRover rover = depot.rover();
        String task = taskOf(rover, "requeue", true, true);
        depot.lose(rover);
        depot.awaitTask(task, "pending");
        Await.until("it says what it waits for", () -> ("rover " + rover.id() + " is not connected")
                .equals(depot.task(task).get("waitingFor")));
        try (ScriptedRover back = depot.rover(rover.id())) {
            Map<String, Object> message = back.next().json();
            if (message.get("type").equals("cancel")) { // of what it may still be on, before it begins anew
                message = back.next().json();
            }
            assertEquals(List.of("task", task), List.of(message.get("type"), message.get("task_id")));
        }
    }

    @Test
    void waitKeepsTheTaskForAsLongAsItTakes() throws Exception {
        ScriptedRover patient = depot.rover();
        String task = taskOf(patient, "wait", true, true);
        depot.lose(patient);
        ScriptedRover other = depot.rover();
        String lost = taskOf(other, "fail", true, true);
        depot.lose(other);
        depot.awaitTask(lost, "failed");
        assertEquals("active", depot.task(task).get("status"));
        assertEquals(patient.id(), depot.task(task).get("roverId"));
        try (ScriptedRover back = depot.rover(patient.id())) {
            back.complete(task);
            depot.awaitTask(task, "done");
        }
    }

    @Test
    void aHeldUpTaskDoesNotHoldUpTheOthers() throws Exception {
        ScriptedRover first = depot.rover();
        ScriptedRover second = depot.rover();
        String failing = taskOf(first, "fail", true, true);
        String waiting = taskOf(second, "wait", true, true);
        depot.lose(second);
        depot.lose(first);
        depot.awaitTask(failing, "failed");
        assertEquals("active", depot.task(waiting).get("status"));
        Await.until("it can be cancelled", () -> depot.cancel(waiting).status() == 200);
    }
}
