package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A rover that just registered gets some seconds for the reports that it kept, before anything new is sent to it. */
class SettleContractTest {
    @Test
    void threeSecondsPassUnlessSetOtherwise() throws Exception {
        try (TestDispatch depot = TestDispatch.start("ROVER_SETTLE", "")) {
            String mission = depot.mission(null);
            long registered = System.nanoTime(); // before, or a busy machine makes the wait look short
            try (ScriptedRover rover = depot.rover()) {
                Map<String, Object> task = depot.start(mission);
                assertEquals("assigned", task.get("status"), "it is connected and free");
                ScriptedRover.Received message = rover.next();
                assertEquals(task.get("id"), message.json().get("task_id"), message.text());
                long waited = TimeUnit.NANOSECONDS.toMillis(message.atNanos() - registered);
                assertTrue(waited >= 3_000 && waited < 15_000, () -> "after " + waited + " ms");
            }
        }
    }

    @Test
    void reportsThatComeMeanwhileCountAndFreeTheRover() throws Exception {
        try (TestDispatch depot = TestDispatch.start("ROVER_SETTLE", "600ms")) {
            ScriptedRover lost = depot.rover();
            String task = (String) depot.start(depot.mission(lost.id())).get("id");
            lost.expect("task", task);
            lost.progress(task, 10, 1);
            depot.awaitTask(task, "active");
            depot.lose(lost);
            Map<String, Object> queued = depot.queue(depot.mission(lost.id()));
            try (ScriptedRover back = ScriptedRover.connect(depot.port(), lost.id())) {
                long registered = System.nanoTime(); // before, or a busy machine makes the wait look short
                back.register();
                back.progress(task, 90, 4);
                back.complete(task);
                depot.awaitTask(task, "done");
                ScriptedRover.Received message = back.next();
                assertEquals(queued.get("id"), message.json().get("task_id"), message.text());
                long waited = TimeUnit.NANOSECONDS.toMillis(message.atNanos() - registered);
                assertTrue(waited >= 600, () -> "after " + waited + " ms, and it has not settled");
            }
        }
    }

    @Test
    void aTaskForARoverThatLeavesBeforeItHasSettledGoesToAnother() throws Exception {
        try (TestDispatch depot = TestDispatch.start("ROVER_SETTLE", "60s")) {
            for (String named : new String[] {null, "settling"}) {
                ScriptedRover first = depot.rover(named == null ? TestDispatch.newRoverId() : named);
                Map<String, Object> task = depot.start(depot.mission(named));
                assertEquals(first.id(), task.get("roverId"));
                assertNull(task.get("delivery"), "nothing was written to it");
                depot.lose(first);
                Map<String, Object> waits = depot.awaitTask(task.get("id"), "pending");
                assertNull(waits.get("delivery"), waits::toString);
                assertTrue(depot.events(task.get("id")).getLast().toString().contains("left before it was sent"));
                depot.cancel(task.get("id"));
            }
        }
    }

    /** By the database it may have it at once; by its link it may not, as it has not answered the ping that greets it. */
    @Test
    void whatWasNotWrittenIsNotSaidToBeSent() throws Exception {
        try (TestDispatch depot = TestDispatch.start("ROVER_SETTLE", "1ms")) {
            ScriptedRover silent = ScriptedRover.connect(depot.port(), TestDispatch.newRoverId());
            silent.holdPongs();
            silent.register();
            depot.console().awaitConnected(silent.id(), true);
            depot.awaitSettled();
            Object task = depot.start(depot.mission(silent.id())).get("id");
            Await.until("it is not said to be sent", () -> depot.task(task).get("delivery") == null);
            depot.lose(silent);
            Map<String, Object> waits = depot.awaitTask(task, "pending");
            assertNull(waits.get("delivery"), waits::toString);
            try (ScriptedRover back = depot.rover(silent.id())) {
                back.expect("task", task);
            }
            assertEquals("1", depot.ask("SELECT attempt FROM tasks WHERE id = '" + task + "'"), "the first sending that took place");
        }
    }
}
