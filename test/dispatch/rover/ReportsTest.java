package depot.dispatch.rover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.time.Time;
import depot.dispatch.model.StatedTask;
import depot.dispatch.model.TaskChange;
import depot.support.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reports that the database does not take yet: what waits is bounded by bytes, and nothing is lost. */
class ReportsTest {
    private static final int FLOOD = 1_000;
    private static final int MAX_BYTES = 256 * 1024;
    private static final String ERROR = "x".repeat(1_000);

    private final Reports reports = new Reports(Time.SYSTEM, MAX_BYTES);
    private final List<Thread> rovers = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        reports.end();
        for (Thread rover : rovers) {
            assertTrue(rover.join(Await.PATIENCE));
        }
    }

    /** A rover that says so often that a task of which nobody knows has failed, as fast as it is read. */
    private AtomicInteger floodFrom(String rover) {
        RoverLink link = new RoverLink(null, rover, false, new StatedTask.Unsaid(), Time.SYSTEM);
        AtomicInteger taken = new AtomicInteger();
        rovers.add(Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < FLOOD; i++) {
                    reports.outcome(link, TaskChange.failed(UUID.randomUUID(), rover, ERROR));
                    taken.incrementAndGet();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return taken;
    }

    private static void awaitWaiting(List<Thread> rovers) throws Exception {
        Await.until("none is read from, or all was taken", () -> rovers.stream().allMatch(rover ->
                rover.getState() == Thread.State.WAITING || !rover.isAlive()));
    }

    @Test
    void aLinkThatFloodsIsNotReadFromAndHoldsUpNoOther() throws Exception {
        AtomicInteger flooded = floodFrom("floods");
        awaitWaiting(rovers);
        int share = flooded.get();
        assertTrue(share < FLOOD / 10, "so many were taken: " + share);
        RoverLink honest = new RoverLink(null, "honest", false, new StatedTask.Unsaid(), Time.SYSTEM);
        reports.outcome(honest, TaskChange.complete(UUID.randomUUID(), "honest", 1));
        assertTrue(reports.holds("honest"));
        ReportBatch inHand = reports.take();
        assertEquals(share + 1, inHand.outcomes.size());
        awaitWaiting(rovers);
        assertEquals(share, flooded.get(), "what is in hand is in memory, too");
    }

    @Test
    void allThatWasHeardIsStoredInTheEnd() throws Exception {
        AtomicInteger flooded = floodFrom("floods");
        int stored = 0;
        while (stored < FLOOD) {
            stored += reports.take().outcomes.size();
            reports.stored();
        }
        Await.until("all was taken", () -> flooded.get() == FLOOD);
        assertEquals(FLOOD, stored);
    }

    @Test
    void allLinksTogetherAreBounded() throws Exception {
        List<AtomicInteger> flooded = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            flooded.add(floodFrom("r" + i));
        }
        awaitWaiting(rovers);
        int taken = flooded.stream().mapToInt(AtomicInteger::get).sum();
        assertTrue(taken * ERROR.length() < MAX_BYTES, "so many were taken: " + taken);
    }
}
