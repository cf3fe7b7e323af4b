package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
