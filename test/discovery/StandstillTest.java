package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.threads.Worker;
import depot.support.Await;
import depot.support.ManualTime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The process stands still, and goes on. */
class StandstillTest {
    private final ManualTime time = new ManualTime();
    private final CountDownLatch looked = new CountDownLatch(1);
    private final CountDownLatch read = new CountDownLatch(1);
    private final OfflineWatch watch = new OfflineWatch(time, grace -> {
        looked.countDown();
        read.await();
    });
    private final Roster roster = Rovers.roster(time, watch);

    @Test
    void aRoverWhoseHeartbeatsWaitToBeReadIsNotShownOffline() throws Exception {
        roster.register(Rovers.registration("speaks"));
        roster.register(Rovers.registration("silent"));
        time.advance(Duration.ofMinutes(1));
        try (Worker _ = Worker.start("watch", () -> watch.run(roster))) {
            assertTrue(looked.await(30, TimeUnit.SECONDS), "it gives them time");
            assertTrue(online("speaks"), "nobody has asked it yet");
            roster.heartbeat("speaks", Rovers.heartbeat(24)); // what had waited
            read.countDown();
            Await.until("the other is offline", () -> !online("silent"));
            assertTrue(online("speaks"));
        }
    }

    private boolean online(String id) {
        return roster.rovers().stream().filter(rover -> rover.id().equals(id)).findFirst().orElseThrow().online();
    }
}
