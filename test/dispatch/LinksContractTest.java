package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
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
    private static final long LONGEST_STAY = TimeUnit.MILLISECONDS.toNanos(100); // longer than it takes to be written down

    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass();

    @Test
    void nobodyWhoLeftCountsAsConnectedWheneverThatWas() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < ROUNDS; round++) {
                CountDownLatch here = new CountDownLatch(ROVERS);
                CountDownLatch go = new CountDownLatch(1);
                List<Future<?>> visits = new ArrayList<>();
                try (Connection held = depot.connect(); Statement lock = held.createStatement()) {
                    held.setAutoCommit(false);
                    lock.execute("LOCK TABLE rover_links IN EXCLUSIVE MODE"); // so that all are written down in one batch
                    for (int i = 0; i < ROVERS; i++) {
                        String id = "guest-" + round + "-" + i;
                        long stay = random.nextLong(LONGEST_STAY);
                        visits.add(threads.submit(() -> visit(id, stay, here, go)));
                    }
                    here.await();
                    held.commit();
                    go.countDown();
                }
                for (Future<?> visit : visits) {
                    visit.get();
                }
            }
        }
        Await.until("all have left", () -> depot.ask("SELECT count(*) FROM rover_links WHERE connected").equals("0")
                && depot.ask("SELECT count(*) FROM open_links").equals("0"));
        assertTrue(Integer.parseInt(depot.ask("SELECT count(*) FROM rover_links")) > ROUNDS, "some were written down");
    }

    private static Void visit(String id, long stay, CountDownLatch here, CountDownLatch go) throws Exception {
        try (ScriptedRover rover = ScriptedRover.connect(depot.port(), id)) {
            rover.register();
            rover.nextFrame(); // the ping that greets it
            here.countDown();
            go.await();
            LockSupport.parkNanos(stay);
        }
        return null;
    }
}
