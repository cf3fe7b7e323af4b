package depot.dispatch.rover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.http.Access;
import depot.common.time.Time;
import depot.common.websocket.CloseCode;
import depot.common.websocket.WebSocketConnection;
import depot.common.websocket.WebSocketHandler;
import depot.dispatch.model.StatedTask;
import depot.dispatch.model.TaskChange;
import depot.support.Await;
import depot.support.BareService;
import depot.support.WebSocketProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports that the database does not take yet: what waits is bounded by bytes, and nothing is lost. */
class ReportsTest {
    private static final int FLOOD = 1_000;
    private static final int MAX_BYTES = 256 * 1024;
    private static final String ERROR = "x".repeat(1_000);

    private final Reports reports = new Reports(Time.SYSTEM, MAX_BYTES);
    private final List<Thread> rovers = new ArrayList<>();
    private final BlockingQueue<WebSocketConnection> opened = new LinkedBlockingQueue<>();
    private BareService service;
    private WebSocketProbe probe;
    private WebSocketConnection connection; // of all links here

    @BeforeEach
    void connect() throws Exception {
        WebSocketHandler handler = new WebSocketHandler() {
            @Override
            public void onOpen(WebSocketConnection each) {
                opened.add(each);
            }

            @Override
            public void onText(WebSocketConnection each, String message) {
                // the tests say what rovers say
            }
        };
        service = new BareService(BareService.LIMITS, (routes, webSockets) ->
                routes.webSocket("/ws", Access.OPEN, webSockets.endpoint(request -> handler)));
        probe = WebSocketProbe.open(service.port(), "/ws");
        connection = opened.poll(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterEach
    void end() throws Exception {
        reports.end();
        probe.close();
        service.close();
        for (Thread rover : rovers) {
            assertTrue(rover.join(Await.PATIENCE));
        }
    }

    /** A rover that says so often that a task of which nobody knows has failed, as fast as it is read. */
    private AtomicInteger floodFrom(String rover) {
        RoverLink link = new RoverLink(connection, rover, false, new StatedTask.Unsaid(), Time.SYSTEM);
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
                rover.getState() == Thread.State.TIMED_WAITING || !rover.isAlive()));
    }

    @Test
    void aLinkThatFloodsIsNotReadFromAndHoldsUpNoOther() throws Exception {
        AtomicInteger flooded = floodFrom("floods");
        awaitWaiting(rovers);
        int share = flooded.get();
        assertTrue(share < FLOOD / 10, "so many were taken: " + share);
        RoverLink honest = new RoverLink(connection, "honest", false, new StatedTask.Unsaid(), Time.SYSTEM);
        reports.outcome(honest, TaskChange.complete(UUID.randomUUID(), "honest", 1));
        assertTrue(reports.holds("honest"));
        ReportBatch inHand = reports.take();
        assertEquals(share + 1, inHand.outcomes.size());
        awaitWaiting(rovers);
        assertEquals(share, flooded.get(), "what is in hand is in memory, too");
    }

    @Test
    void aLinkThatEndsWhileItWaitsForItsShareIsNotHeld() throws Exception {
        AtomicInteger flooded = floodFrom("floods");
        awaitWaiting(rovers);
        int share = flooded.get();
        connection.close(CloseCode.POLICY, "too much");
        Await.until("what it had in hand was taken", () -> flooded.get() > share);
        awaitWaiting(rovers);
        assertTrue(flooded.get() * ERROR.length() < MAX_BYTES, "all of them is bounded still");
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
