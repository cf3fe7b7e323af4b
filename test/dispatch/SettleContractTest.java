package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A rover that just registered gets some seconds for the reports that it kept, before anything new is sent to it. */
class SettleContractTest {
    /** A dispatch with the default, and all that is to be seen within one time of settling. */
    @Test
    void threeSecondsPassUnlessSetOtherwise() throws Exception {
        try (TestDispatch depot = TestDispatch.start("ROVER_SETTLE", ""); ScriptedRover idle = depot.rover()) {
            ScriptedRover lost = depot.rover();
            long registered = System.nanoTime();
            String mission = depot.mission(idle.id());
            Map<String, Object> task = depot.start(mission);
            assertEquals("assigned", task.get("status"), "it is connected and free");
            idle.expectNothingYet();
            depot.cancel(task.get("id"));
            Map<String, Object> second = depot.start(depot.mission(lost.id()));
            ScriptedRover.Received message = lost.next();
            assertEquals(second.get("id"), message.json().get("task_id"), message.text());
            long waited = TimeUnit.NANOSECONDS.toMillis(message.atNanos() - registered);
            assertTrue(waited >= 2_700 && waited < 9_000, () -> "after " + waited + " ms");
            lost.close();
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
