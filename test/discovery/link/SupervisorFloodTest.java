package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.time.Time;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;
import depot.support.Await;
import io.prometheus.client.CollectorRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Supervisors that name more than the links' thread takes in, or than memory has room for. */
class SupervisorFloodTest {
    private static final int MAX_ROVERS = 10;

    private volatile boolean endless = true;
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch holds = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final RoverLinks links = new RoverLinks(RoverLinkMode.TASKS,
            new LinkOpener(RoverNetworks.parse("127.0.0.0/8"), new NameLookup(_ -> null, Duration.ofSeconds(1)), Time.SYSTEM),
            (_, _, _) -> { }, new LinkMetrics(new CollectorRegistry()), 100, this::known, MAX_ROVERS, Time.SYSTEM, new SplittableRandom(1));

    @AfterEach
    void end() {
        held.countDown();
        endless = false;
        links.close();
        threads.close();
    }

    /** The roster, which the links' thread asks: of the rover "slow" it says nothing for a while. */
    private Optional<RoverLinks.Known> known(String id) {
        if (id.equals("slow")) {
            holds.countDown();
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (id.equals("endless") && endless) {
            links.changed(id, false); // what is asked for each time that it is done
        }
        return id.startsWith("r") ? Optional.of(new RoverLinks.Known("ws://127.0.0.1:1", true, true)) : Optional.empty();
    }

    private static Set<String> ids(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.toSet());
    }

    private void holdTheLoop() throws InterruptedException {
        links.changed("slow", true);
        holds.await();
    }

    private static int statesKept(Lease lease) {
        FrameFeed feed = lease.follow();
        int states = 0;
        while (feed.next() != null) {
            states++;
        }
        return states;
    }

    @Test
    void aSupervisorIsNotReadFromUntilItsLastMessageWasTakenIn() throws Exception {
        holdTheLoop();
        SupervisorLink supervisor = new SupervisorLink(links);
        Thread reader = Thread.ofVirtual().start(() -> supervisor.onText(null, "{\"type\":\"supervise\",\"rovers\":[\"r0\"]}"));
        Await.until("it waits", () -> reader.getState() == Thread.State.TIMED_WAITING || !reader.isAlive());
        assertTrue(reader.isAlive(), "its message waits");
        held.countDown();
        assertTrue(reader.join(Await.PATIENCE));
    }

    @Test
    void anOrderGoesBeforeWhatSupervisorsSaid() throws Exception {
        holdTheLoop();
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> naming = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread[] namer = new Thread[1];
            naming.add(threads.submit(() -> {
                namer[0] = Thread.currentThread();
                links.name(links.lease(), new Recorded(done));
                return null;
            }));
            Await.until("it waits", () -> namer[0] != null && namer[0].getState() == Thread.State.TIMED_WAITING);
        }
        links.stopWhereUp(Optional.of(new Recorded(done, "stop")), _ -> { });
        held.countDown();
        for (Future<?> each : naming) {
            each.get();
        }
        assertEquals("stop", done.getFirst());
    }

    @Test
    void aLeaseEndsInTimeHoweverMuchElseThereIsToDo() throws Exception {
        Lease lease = links.lease();
        assertTrue(links.name(lease, Set.of("x")));
        links.changed("endless", false);
        FrameFeed feed = lease.follow();
        Await.until("it has ended", () -> {
            Frame state = feed.next();
            return state != null && new String(state.payload(), StandardCharsets.UTF_8).contains("nothing came for");
        });
        endless = false;
    }

    @Test
    void idsThatAreNotRegisteredCostNoMoreThanTheFleetDoes() throws Exception {
        for (String id : ids("r", MAX_ROVERS)) {
            links.changed(id, true);
        }
        List<Lease> leases = IntStream.range(0, 20).mapToObj(_ -> links.lease()).toList();
        for (int i = 0; i < leases.size(); i++) {
            assertEquals(i == 0, links.name(leases.get(i), ids("x" + i + "-", MAX_ROVERS)), "its ids all have room");
        }
        int kept = 0;
        for (Lease lease : leases) {
            kept += statesKept(lease);
        }
        assertEquals(MAX_ROVERS, kept);
        Lease dispatch = links.lease();
        assertTrue(links.name(dispatch, ids("r", MAX_ROVERS)), "there is room for those that are registered");
        assertEquals(MAX_ROVERS, statesKept(dispatch));
    }

    @Test
    void whatASupervisorNamedIsForgottenWithItsConnection() throws Exception {
        for (int i = 0; i < 20; i++) {
            Lease lease = links.lease();
            assertTrue(links.name(lease, ids("x" + i + "-", MAX_ROVERS)));
            links.end(lease);
        }
        assertFalse(links.name(links.lease(), ids("y", MAX_ROVERS + 1)));
    }

    /** Says when it was gone through. */
    private static final class Recorded extends AbstractSet<String> {
        private final List<String> done;
        private final String what;

        Recorded(List<String> done) {
            this(done, "name");
        }

        Recorded(List<String> done, String what) {
            this.done = done;
            this.what = what;
        }

        @Override
        public Iterator<String> iterator() {
            done.add(what);
            return Set.<String>of().iterator();
        }

        @Override
        public int size() {
            return 1;
        }
    }
}
