package depot.dispatch.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.http.Access;
import depot.common.websocket.Frame;
import depot.common.websocket.WebSocketConnection;
import depot.common.websocket.WebSocketHandler;
import depot.sim.client.SelectorLoop;
import depot.support.Await;
import depot.support.BareService;
import depot.support.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fake rover behaves as the contract describes rovers in the field, sentence by sentence. */
class FakeRoverTest {
    private static final String TASK = "11111111-1111-1111-1111-111111111111";
    private static final String OTHER = "22222222-2222-2222-2222-222222222222";

    private final LinkedBlockingQueue<Map<String, Object>> came = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private final History history = new History();
    private BareService base;
    private SelectorLoop loop;
    private volatile WebSocketConnection link; // written by its reading thread

    @BeforeEach
    void start() throws Exception {
        base = new BareService(BareService.LIMITS, (routes, webSockets) ->
                routes.webSocket("/ws", Access.ROVER, webSockets.endpoint(request -> new Link())));
        loop = SelectorLoop.start("rovers");
    }

    @AfterEach
    void end() {
        loop.close();
        base.close();
    }

    private final class Link implements WebSocketHandler {
        @Override
        public void onOpen(WebSocketConnection connection) {
            link = connection;
        }

        @Override
        public void onText(WebSocketConnection connection, String message) {
            came.add(Json.object(message));
        }

        @Override
        public void onPong(WebSocketConnection connection, byte[] payload) {
            pongs.add(new String(payload, StandardCharsets.US_ASCII));
        }
    }

    private FakeRover rover(Habits habits) throws Exception {
        return rover(habits, base.port());
    }

    private FakeRover rover(Habits habits, int port) throws Exception {
        FakeRover rover = new FakeRover("bvr-01", "bvr-01", habits, port, loop, history, 1);
        rover.start();
        assertEquals("register", next().get("type"));
        return rover;
    }

    private Map<String, Object> next() throws InterruptedException {
        Map<String, Object> message = came.poll(30, TimeUnit.SECONDS);
        assertTrue(message != null, "nothing came");
        return message;
    }

    private Map<String, Object> nextWhere(Predicate<Map<String, Object>> wanted) throws InterruptedException {
        Map<String, Object> message = next();
        while (!wanted.test(message)) {
            message = next();
        }
        return message;
    }

    private Map<String, Object> next(String type) throws InterruptedException {
        return nextWhere(message -> message.get("type").equals(type));
    }

    private void send(String json) {
        link.send(Frame.text(json.getBytes(StandardCharsets.UTF_8)));
    }

    private void sendTask(String task, int waypoints, boolean looping) {
        send("{\"type\":\"task\",\"task_id\":\"" + task + "\",\"mission_id\":\"m\",\"zone\":{\"waypoints\":["
                + IntStream.range(0, waypoints).mapToObj(i -> "{\"x\":" + i + ",\"y\":0}").collect(Collectors.joining(",")) + "],\"loop\":"
                + looping + "}}");
    }

    private void sendCancel(String task) {
        send("{\"type\":\"cancel\",\"task_id\":\"" + task + "\"}");
    }

    /** Pings answer in order: when this returns, the rover has read what was sent before, and sent what it still had to. */
    private void read() throws InterruptedException {
        link.send(Frame.ping("read".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("read", pongs.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void itRegistersWithOnlyItsId() throws Exception {
        try (FakeRover rover = new FakeRover("bvr-01", "bvr-01", Habits.FIELD, base.port(), loop, history, 1)) {
            rover.start();
            assertEquals(Map.of("type", "register", "rover_id", "bvr-01"), next());
        }
    }

    @Test
    void progressGoesFrom0AndNeverSays100AndCompleteFollows() throws Exception {
        rover(Habits.quick(false));
        sendTask(TASK, 4, false);
        List<Object> progress = new ArrayList<>();
        Map<String, Object> message = next();
        while (message.get("type").equals("progress")) {
            progress.add(message.get("progress"));
            message = next();
        }
        assertEquals(List.of(0, 25, 50, 75), progress);
        assertEquals("complete", message.get("type"));
    }

    @Test
    void completeMayOvertakeTheLastProgress() throws Exception {
        rover(Habits.quick(false).chances(0, 0, 1));
        sendTask(TASK, 3, false);
        next("complete");
        assertEquals(2, next("progress").get("waypoint"));
    }

    @Test
    void aLoopingTaskNeverCompletes() throws Exception {
        rover(Habits.quick(false).legs(Duration.ofMillis(2)));
        sendTask(TASK, 2, true);
        Map<String, Object> message = next();
        while ((int) message.get("lap") < 5) {
            message = next();
            assertEquals("progress", message.get("type"));
        }
    }

    @Test
    void anyTaskMessageEvenTheSameStartsItAnewAndThatIsWrittenDown() throws Exception {
        rover(Habits.quick(false));
        sendTask(TASK, 50, true);
        nextWhere(message -> message.get("waypoint").equals(3));
        sendTask(TASK, 50, true);
        assertEquals(0, nextWhere(message -> message.get("waypoint").equals(0)).get("lap"), "it was not the end of a lap");
        List<Event.TaskCame> tasks = history.events().stream().filter(Event.TaskCame.class::isInstance).map(Event.TaskCame.class::cast)
                .toList();
        assertNull(tasks.getFirst().doing());
        assertEquals(TASK, tasks.get(1).doing());
        assertTrue(tasks.get(1).working());
    }

    @Test
    void aFailureIsRepeatedUntilItsCancelComesAndNotForAnothers() throws Exception {
        rover(Habits.quick(false).chances(1, 0, 0));
        sendTask(TASK, 2, false);
        sendCancel(OTHER);
        for (int i = 0; i < 30; i++) {
            next("failed");
        }
        sendCancel(TASK);
        read();
        came.clear();
        sendTask(OTHER, 2, false);
        assertEquals(OTHER, next().get("task_id"), "nothing more of the one that was cancelled");
    }

    @Test
    void reportsMadeWhileOfflineComeInABurstRightAfterRegister() throws Exception {
        try (CutLine lines = new CutLine(history)) {
            lines.backends(List.of(base.port()));
            Line line = lines.open("bvr-01");
            FakeRover rover = rover(Habits.quick(false).hands(Habits.Hands.ON), line.port());
            sendTask(TASK, 6, false);
            read();
            line.block();
            Await.until("it is offline", () -> history.events().stream().anyMatch(Event.Dropped.class::isInstance));
            rover.letGo();
            Await.until("it drives meanwhile", () -> history.events().stream().anyMatch(Event.Finished.class::isInstance));
            line.unblock();
            assertEquals(Map.of("type", "register", "rover_id", "bvr-01"), next());
            assertEquals("progress", next().get("type"));
            next("complete");
        }
        assertTrue(history.events().stream().anyMatch(event -> event instanceof Event.Reported report && report.kept()
                && report.report() == Event.Report.COMPLETE));
    }

    @Test
    void withAcksItSaysItsTaskAndKeepsAnOutcomeUntilItIsAcknowledged() throws Exception {
        rover(Habits.quick(true));
        sendTask(TASK, 60, false);
        next("progress");
        link.close(1001, "restart");
        assertEquals(TASK, next("register").get("task_id"));
        next("complete");
        link.close(1001, "restart");
        Map<String, Object> register = next("register");
        assertEquals(true, register.get("acks"));
        assertTrue(register.containsKey("task_id"));
        assertNull(register.get("task_id"));
        assertEquals("complete", next().get("type"));
        send("{\"type\":\"ack\",\"task_id\":\"" + TASK + "\",\"status\":\"done\"}");
        read();
        link.close(1001, "restart");
        next("register");
        read();
        assertNull(came.peek());
    }

    @Test
    void inTeleopATaskIsStoredAndStartsWhenTheOperatorLetsGo() throws Exception {
        FakeRover rover = rover(Habits.quick(false).hands(Habits.Hands.ON));
        sendTask(OTHER, 1, false);
        sendTask(TASK, 1, false);
        read();
        assertNull(came.peek());
        rover.letGo();
        assertEquals(TASK, next("complete").get("task_id"));
    }

    @Test
    void aHalfOpenLinkIsNeverNoticedUntilItIsClosed() throws Exception {
        try (CutLine lines = new CutLine(history)) {
            lines.backends(List.of(base.port()));
            Line line = lines.open("bvr-01");
            rover(Habits.quick(false).legs(Duration.ofMillis(3)), line.port());
            line.halfOpen();
            link.close(1001, "restart");
            sendTask(TASK, 3, false);
            sendTask(TASK, 3, false);
            Await.until("dispatch's end is closed", () -> !link.isOpen());
            assertFalse(history.events().stream().anyMatch(event -> event instanceof Event.Dropped || event instanceof Event.TaskCame));
            line.heal();
            next("register");
        }
    }

    @Test
    void aThousandFitIntoOneProcess() throws Exception {
        AtomicInteger finished = new AtomicInteger();
        try (BareService many = new BareService(BareService.LIMITS, (routes, webSockets) -> routes.webSocket("/ws", Access.ROVER,
                webSockets.endpoint(request -> new Giver(finished))))) {
            List<FakeRover> rovers = IntStream.range(0, 1_000)
                    .mapToObj(i -> new FakeRover("r" + i, "r" + i, Habits.quick(i % 2 == 0), many.port(), loop, history, i)).toList();
            rovers.forEach(FakeRover::start);
            Await.until("each has finished", Duration.ofSeconds(50), () -> finished.get() == 1_000);
            rovers.forEach(FakeRover::close);
        }
    }

    /** Gives every rover that registers a short task. */
    private static final class Giver implements WebSocketHandler {
        private final AtomicInteger finished;

        Giver(AtomicInteger finished) {
            this.finished = finished;
        }

        @Override
        public void onText(WebSocketConnection connection, String message) {
            Map<String, Object> json = Json.object(message);
            if (json.get("type").equals("register")) {
                connection.send(Frame.text(("{\"type\":\"task\",\"task_id\":\"" + json.get("rover_id")
                        + "\",\"mission_id\":\"m\",\"zone\":{\"waypoints\":[{\"x\":0,\"y\":0},{\"x\":1,\"y\":0}],\"loop\":false}}")
                        .getBytes(StandardCharsets.UTF_8)));
            } else if (json.get("type").equals("complete")) {
                finished.incrementAndGet();
            }
        }
    }
}
