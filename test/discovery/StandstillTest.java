package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.lifecycle.Worker;
import depot.support.Await;
import depot.support.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The process stands still, and goes on. */
class StandstillTest {
    private final ManualTime time = new ManualTime();
    private final OfflineWatch watch = new OfflineWatch(time);
    private final Roster roster = Rovers.roster(time, watch);

    @Test
    void aRoverWhoseHeartbeatsWaitToBeReadIsNotShownOffline() throws Exception {
        roster.register(Rovers.registration("speaks"));
        roster.register(Rovers.registration("silent"));
        time.advance(Duration.ofMinutes(1));
        Thread[] watching = new Thread[1];
        Worker worker = Worker.start("watch", () -> {
            watching[0] = Thread.currentThread();
            watch.run(roster);
        });
        try {
            Await.until("it has looked", () -> watching[0] != null && watching[0].getState() == Thread.State.TIMED_WAITING);
            assertTrue(online("speaks"), "nobody has asked it yet");
            roster.heartbeat("speaks", Rovers.heartbeat(24)); // what had waited
            Await.until("the other is offline", () -> !online("silent"));
            assertTrue(online("speaks"));
        } finally {
            worker.close();
        }
    }

    private boolean online(String id) {
        return roster.rovers().stream().filter(rover -> rover.id().equals(id)).findFirst().orElseThrow().online();
    }
}
