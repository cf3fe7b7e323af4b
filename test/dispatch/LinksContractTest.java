package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rovers come and go, and at each moment of that. */
class LinksContractTest {
    private static final int ROVERS = 200;
    private static final int ROUNDS = 3;
    private static final long LONGEST_STAY = TimeUnit.MILLISECONDS.toNanos(60); // longer than it takes to be written down

    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass();

    @Test
    void nobodyWhoLeftCountsAsConnectedWheneverThatWas() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < ROUNDS; round++) {
                List<Future<?>> visits = new ArrayList<>();
                for (int i = 0; i < ROVERS; i++) {
                    String id = "guest-" + round + "-" + i;
                    long stay = random.nextLong(LONGEST_STAY);
                    visits.add(threads.submit(() -> {
                        try (ScriptedRover rover = ScriptedRover.connect(depot.port(), id)) {
                            rover.register();
                            LockSupport.parkNanos(stay);
                        }
                        return null;
                    }));
                }
                for (Future<?> visit : visits) {
                    visit.get();
                }
            }
        }
        Await.until("all have left", () -> depot.ask("SELECT count(*) FROM rover_links WHERE connected").equals("0")
                && depot.ask("SELECT count(*) FROM open_links").equals("0"));
        assertTrue(Integer.parseInt(depot.ask("SELECT count(*) FROM rover_links")) > ROVERS, "most were written down");
    }
}
