package depot.gps.caster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.time.Time;
import depot.gnss.ntrip.NtripVersion;
import depot.gps.corrections.Corrections;
import depot.support.Await;
import io.prometheus.client.CollectorRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PassTest {
    private static final int EACH = 100; // no multiple of a share

    private final Corrections corrections = new Corrections(Time.SYSTEM);
    private final CasterMetrics metrics = new CasterMetrics(new CollectorRegistry());
    private final RoverConnection[] first = rovers();
    private final RoverConnection[] second = rovers();
    private final Pass pass = new Pass(List.of(first, second));

    private RoverConnection[] rovers() {
        return IntStream.range(0, EACH).mapToObj(i -> new RoverConnection(null,
                new RoverConnection.Identity(i, "", "", "", "RTCM3", NtripVersion.V1, false), corrections.join(), Time.SYSTEM, metrics))
                .toArray(RoverConnection[]::new);
    }

    @Test
    void aLoopServesItsOwnAndThenWhatNobodyCameTo() {
        List<RoverConnection> served = new ArrayList<>();
        pass.serve(1, served::add);
        assertEquals(List.of(second), served.subList(0, EACH));
        assertEquals(List.of(first), served.subList(EACH, 2 * EACH));
        pass.serve(0, rover -> {
            throw new AssertionError("nothing is left");
        });
    }

    /** One that stands still holds up the few that it has taken, and no others. */
    @Test
    void eachIsServedOnceWhicheverLoopStandsStill() throws Exception {
        ConcurrentLinkedQueue<RoverConnection> served = new ConcurrentLinkedQueue<>();
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread slow = Thread.ofVirtual().start(() -> pass.serve(0, rover -> {
            standing.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            served.add(rover);
        }));
        standing.await();
        pass.serve(1, served::add);
        assertTrue(served.size() >= 2 * EACH - 16, () -> served.size() + " are served");
        goOn.countDown();
        assertTrue(slow.join(Await.PATIENCE));
        assertEquals(2 * EACH, served.size());
        assertEquals(2 * EACH, new HashSet<>(served).size());
    }
}
