package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.sim.fleet.DrivenRovers;
import depot.support.Await;
import depot.support.TestService;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many rovers are registered at addresses where nobody answers: they are tried in turn, and hold up none that lives. */
class DeadAddressesTest {
    private static final int DEAD = 150;
    private static final int AT_A_TIME = 64;

    @RegisterExtension
    final TestService service = TestService.ofEachTest("ROVER_LINKS", "all", "ROVER_NETWORKS", "127.0.0.0/8");
    private final LinkFleet fleet = new LinkFleet(service.api());
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    void onlySoManyAreTriedAtATimeAndOneThatAnswersIsSoonUpAndStopped() throws Exception {
        HostileRover.Habit takesAndSaysNothing = (in, out) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                while (in.read() >= 0) {
                    // its handshake
                }
            } finally {
                now.decrementAndGet();
            }
        };
        try (HostileRover dead = new HostileRover(takesAndSaysNothing); DrivenRovers live = DrivenRovers.start(1)) {
            for (int i = 0; i < DEAD; i++) {
                fleet.register("dead-" + i, dead.address());
            }
            Await.until("as many as may be are tried", () -> most.get() >= AT_A_TIME);
            fleet.register("live", live.address(0));
            Await.until("its link is up", () -> fleet.isUp("live"));
            assertTrue(most.get() <= AT_A_TIME + AT_A_TIME / 4, "at a time: " + most); // their ends are seen a little later
            Map<String, Object> outcome = fleet.order("/estop", "{}");
            assertTrue(outcome.get("live") instanceof Number, outcome::toString);
            Await.until("each was tried", () -> dead.connections() >= DEAD);
        }
    }
}
