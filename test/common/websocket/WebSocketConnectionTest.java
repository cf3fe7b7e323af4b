package depot.common.websocket;

import static depot.support.BareService.LIMITS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.broadcast.Wakeup;
import depot.common.http.Access;
import depot.common.http.Refused;
import depot.common.json.BadInput;
import depot.common.memory.MemoryBudget;
import depot.support.Await;
import depot.support.BareService;
import depot.support.ManualTime;
import depot.support.WebSocketProbe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketConnectionTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration STEP = Duration.ofMillis(20);

    private final ManualTime time = new ManualTime(); // of the tests whose peer must be in time

    private static BareService service(WebSocketLimits limits, WebSocketHandler handler) throws IOException {
        return new BareService(limits, (routes, webSockets) ->
                routes.webSocket("/ws", Access.OPEN, webSockets.endpoint(request -> handler)));
    }

    /** A service whose time stands still but for what the test has go by. */
    private BareService timed(WebSocketLimits limits, WebSocketHandler handler) throws IOException {
        return new BareService(limits, BareService.HTTP, time, (routes, webSockets) ->
                routes.webSocket("/ws", Access.OPEN, webSockets.endpoint(request -> handler)));
    }

    /** Has time go by until it is so. */
    private void passUntil(String what, Callable<Boolean> condition) throws Exception {
        Await.until(what, () -> {
            time.advance(STEP);
            return condition.call();
        });
    }

    private static WebSocketHandler echo() {
        return (connection, message) -> connection.reply(Frame.text(message.getBytes(StandardCharsets.UTF_8)));
    }

    private static WebSocketLimits limits(int messagesPerSecond, int sendBuffer, Duration ping, Duration idle, Duration stuck) {
        return new WebSocketLimits(LIMITS.messageBytes(), messagesPerSecond, LIMITS.outboxBytes(), sendBuffer, ping, idle, stuck,
                LIMITS.lingering());
    }

    /** Always has one more frame. */
    private static final class Endless implements FrameFeed {
        private final Frame frame = Frame.text(new byte[1000]);
        volatile Class<? extends Throwable> failure; // once set, next throws one
        volatile boolean left;

        @Override
        public Frame next() {
            if (failure != null) {
                fail();
            }
            return frame;
        }

        private void fail() {
            if (failure == NoClassDefFoundError.class) {
                throw new NoClassDefFoundError("on purpose");
            }
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void wake(Wakeup writer) {}

        @Override
        public void leave(Wakeup writer) {
            left = true;
        }
    }

    @Test
    void aMessageInFragmentsIsOneMessage() throws Exception {
        try (BareService service = service(LIMITS, echo()); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            byte[] text = "Grüße an alle Rover".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < text.length; i++) { // every fragment one byte: letters of two bytes are cut apart
                probe.send(WebSocketProbe.frame(i == text.length - 1, i == 0 ? 1 : 0, new byte[] {text[i]}));
                probe.send(WebSocketProbe.frame(true, WebSocketProbe.PONG, new byte[0])); // control frames may come in between
            }
            assertEquals("Grüße an alle Rover", probe.nextText());
        }
    }

    @Test
    void messagesOfEverySizeComeBackWhole() throws Exception {
        try (BareService service = service(LIMITS, echo()); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            for (int size : new int[] {0, 1, 125, 126, 127, 1023, 1024, 1025, 16_384, 65_535, 65_536}) {
                String message = "x".repeat(size);
                probe.text(message);
                assertEquals(message, probe.nextText(), "of " + size + " bytes");
            }
        }
    }

    @Test
    void aPingIsAnsweredWithItsPayload() throws Exception {
        try (BareService service = service(LIMITS, echo()); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            probe.send(WebSocketProbe.frame(true, WebSocketProbe.PING, new byte[] {1, 2, 3}));
            WebSocketProbe.Frame pong = probe.next();
            assertEquals(WebSocketProbe.PONG, pong.opcode());
            assertArrayEquals(new byte[] {1, 2, 3}, pong.payload());
        }
    }

    @Test
    void aPingGluedToTheHeadIsAnsweredAfterTheHandshake() throws Exception {
        try (BareService service = service(LIMITS, echo())) {
            for (int i = 0; i < 50; i++) { // which of the two threads is first is chance
                try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws", "",
                        WebSocketProbe.frame(true, WebSocketProbe.PING, new byte[] {7}), 0)) {
                    assertTrue(probe.answer().startsWith("HTTP/1.1 101"), probe.answer());
                    assertEquals(WebSocketProbe.PONG, probe.next().opcode());
                }
            }
        }
    }

    @Test
    void aPongReachesTheHandlerWithItsPayload() throws Exception {
        CompletableFuture<byte[]> payload = new CompletableFuture<>();
        WebSocketHandler handler = new WebSocketHandler() {
            @Override
            public void onOpen(WebSocketConnection connection) {
                connection.send(Frame.ping(new byte[] {42}));
            }

            @Override
            public void onText(WebSocketConnection connection, String message) {}

            @Override
            public void onPong(WebSocketConnection connection, byte[] bytes) {
                payload.complete(bytes);
            }
        };
        try (BareService service = service(LIMITS, handler); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            WebSocketProbe.Frame ping = probe.next();
            assertEquals(WebSocketProbe.PING, ping.opcode());
            probe.send(WebSocketProbe.frame(true, WebSocketProbe.PONG, ping.payload()));
            assertArrayEquals(new byte[] {42}, payload.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatCameBeforeABrokenFrameStillCounts() throws Exception {
        try (BareService service = service(LIMITS, echo()); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            byte[] good = WebSocketProbe.frame(true, WebSocketProbe.TEXT, "good".getBytes(StandardCharsets.UTF_8));
            byte[] both = java.util.Arrays.copyOf(good, good.length + 2);
            both[good.length] = (byte) 0x81; // unmasked
            probe.send(both);
            assertEquals("good", probe.nextText());
            assertEquals(1002, probe.awaitClose());
            assertTrue(probe.ended());
        }
    }

    @Test
    void textThatIsNotUtf8Is1007() throws Exception {
        try (BareService service = service(LIMITS, echo()); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            probe.send(WebSocketProbe.frame(true, WebSocketProbe.TEXT, new byte[] {(byte) 0xC3, 0x28}));
            assertEquals(1007, probe.awaitClose());
        }
    }

    @Test
    void aTooLargeMessageIs1009AndItsSenderGetsToReadThat() throws Exception {
        try (BareService service = service(LIMITS, echo()); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            probe.send(WebSocketProbe.frame(true, WebSocketProbe.TEXT, new byte[300_000]));
            assertEquals(1009, probe.awaitClose());
            assertEquals(1, service.metric("depot_refused_total", "limit", "message"));
        }
    }

    @Test
    void aCloseIsAnsweredWithItsCode() throws Exception {
        try (BareService service = service(LIMITS, echo()); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            probe.send(WebSocketProbe.frame(true, WebSocketProbe.CLOSE, new byte[] {3, (byte) 0xE8}));
            assertEquals(1000, probe.awaitClose());
            assertTrue(probe.ended());
            Await.until("it is gone", () -> service.webSockets().openConnections() == 0);
        }
    }

    @Test
    void badInputIsAnsweredAndTheConnectionGoesOn() throws Exception {
        WebSocketHandler picky = (connection, message) -> {
            if (message.equals("bad")) {
                throw BadInput.malformed("that \"will\" not do");
            }
            connection.reply(Frame.text(new byte[] {'o', 'k'}));
        };
        try (BareService service = service(LIMITS, picky); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            probe.text("bad");
            assertEquals("{\"type\":\"error\",\"message\":\"that \\\"will\\\" not do\"}", probe.nextText());
            probe.send(WebSocketProbe.frame(true, WebSocketProbe.BINARY, new byte[3]));
            assertTrue(probe.nextText().contains("binary"));
            probe.text("good");
            assertEquals("ok", probe.nextText());
        }
    }

    private static WebSocketHandler opening(RuntimeException failure) {
        return new WebSocketHandler() {
            @Override
            public void onOpen(WebSocketConnection connection) {
                throw failure;
            }

            @Override
            public void onText(WebSocketConnection connection, String message) {
                connection.reply(Frame.text(new byte[] {'o', 'k'}));
            }
        };
    }

    @Test
    void aRefusalWhileItOpensIsAnsweredAndTheConnectionGoesOn() throws Exception {
        try (BareService service = service(LIMITS, opening(Refused.unavailable("the database is away")));
                WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            assertEquals("{\"type\":\"error\",\"message\":\"the database is away\"}", probe.nextText());
            probe.text("still there?");
            assertEquals("ok", probe.nextText());
        }
    }

    @Test
    void aFailureWhileItOpensIs1011() throws Exception {
        try (BareService service = service(LIMITS, opening(new IllegalStateException("on purpose")));
                WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            assertEquals(1011, probe.awaitClose());
        }
    }

    @Test
    void aHandlerThatFailsEndsItsConnectionAlone() throws Exception {
        WebSocketHandler failing = (connection, message) -> {
            if (message.equals("bug")) {
                throw new IllegalStateException("on purpose");
            }
            connection.reply(Frame.text(new byte[] {'o', 'k'}));
        };
        try (BareService service = service(LIMITS, failing); WebSocketProbe one = WebSocketProbe.open(service.port(), "/ws");
                WebSocketProbe other = WebSocketProbe.open(service.port(), "/ws")) {
            one.text("bug");
            assertEquals(1011, one.awaitClose());
            other.text("fine");
            assertEquals("ok", other.nextText());
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoClassDefFoundError.class})
    void aFeedThatFailsEndsItsConnection(Class<? extends Throwable> failure) throws Exception {
        Endless feed = new Endless();
        WebSocketHandler following = new WebSocketHandler() {
            @Override
            public void onOpen(WebSocketConnection connection) {
                connection.follow(feed);
            }

            @Override
            public void onText(WebSocketConnection connection, String message) {
                feed.failure = failure;
            }
        };
        try (BareService service = service(LIMITS, following); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            assertEquals(WebSocketProbe.TEXT, probe.next().opcode());
            probe.text("fail now");
            assertEquals(-1, probe.awaitClose());
            Await.until("it is gone", () -> service.webSockets().openConnections() == 0);
            assertEquals(1, service.metric("depot_websocket_closed_total", "reason", "error"));
            assertTrue(feed.left);
        }
    }

    @Test
    void pingsGoOutAndASilentPeerIsClosed() throws Exception {
        WebSocketLimits limits = limits(1000, 0, SHORT, SHORT.multipliedBy(4), LIMITS.stuckClose().dividedBy(20));
        try (BareService service = service(limits, echo()); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            assertEquals(WebSocketProbe.PING, probe.next().opcode());
            assertEquals(1001, probe.awaitClose());
            assertEquals(1, service.metric("depot_websocket_closed_total", "reason", "idle"));
        }
    }

    @Test
    void aPeerThatAnswersPingsStays() throws Exception {
        WebSocketLimits limits = limits(1000, 0, SHORT.dividedBy(2), SHORT.multipliedBy(2), LIMITS.stuckClose().dividedBy(50));
        try (BareService service = timed(limits, echo()); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            for (int i = 0; i < 8; i++) { // twice as long as a silent one would be borne
                passUntil("a ping comes", () -> probe.socket().getInputStream().available() > 0);
                assertEquals(WebSocketProbe.PING, probe.next().opcode());
                probe.send(WebSocketProbe.frame(true, WebSocketProbe.PONG, new byte[0]));
                probe.text("heard?");
                assertEquals("heard?", probe.nextText());
            }
        }
    }

    @Test
    void aPeerThatDoesNotReadIsClosedAfterItsWriteBlocked() throws Exception {
        WebSocketHandler pouring = new WebSocketHandler() {
            @Override
            public void onOpen(WebSocketConnection connection) {
                connection.follow(new Endless());
            }

            @Override
            public void onText(WebSocketConnection connection, String message) {}
        };
        WebSocketLimits limits = limits(1000, 8192, LIMITS.pingEvery(), LIMITS.idleClose(), Duration.ofSeconds(2));
        try (BareService service = timed(limits, pouring);
                WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws", "", new byte[0], 4096)) {
            assertEquals(101, probe.status());
            passUntil("a write has blocked", () -> service.metric("depot_websocket_blocked_writes_total", null, null) == 1);
            assertEquals(1, service.webSockets().openConnections());
            passUntil("it is closed", () -> service.webSockets().openConnections() == 0);
            assertEquals(1, service.metric("depot_websocket_closed_total", "reason", "stuck"));
        }
    }

    @Test
    void aPeerThatDoesNotReadItsAnswersIsNotReadFrom() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        WebSocketHandler wordy = (connection, message) -> {
            taken.incrementAndGet();
            connection.reply(Frame.text(new byte[10_000]));
        };
        WebSocketLimits limits = limits(1_000_000, 8192, LIMITS.pingEvery(), LIMITS.idleClose(), Duration.ofSeconds(2));
        try (BareService service = service(limits, wordy);
                WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws", "", new byte[0], 4096)) {
            int sent = 2000;
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < sent; i++) {
                all.writeBytes(WebSocketProbe.frame(true, WebSocketProbe.TEXT, new byte[] {'x'}));
            }
            probe.send(all.toByteArray()); // in one go: it may be closed while they are sent one by one
            Await.until("it is closed", () -> service.webSockets().openConnections() == 0);
            assertTrue(taken.get() < 200, taken.get() + " of " + sent + " were handled: 64 KB of answers may wait");
        }
    }

    @Test
    void aPeerWhoseQueueIsFullIsClosed() throws Exception {
        CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
        WebSocketHandler handler = new WebSocketHandler() {
            @Override
            public void onOpen(WebSocketConnection connection) {
                opened.complete(connection);
            }

            @Override
            public void onText(WebSocketConnection connection, String message) {}
        };
        WebSocketLimits limits = limits(1000, 8192, LIMITS.pingEvery(), LIMITS.idleClose(), Duration.ofSeconds(2));
        try (BareService service = timed(limits, handler);
                WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws", "", new byte[0], 4096)) {
            assertEquals(101, probe.status());
            WebSocketConnection connection = opened.get(30, TimeUnit.SECONDS);
            Frame frame = Frame.text(new byte[10_000]);
            int sent = 0;
            while (connection.send(frame)) {
                sent++;
                assertTrue(sent < 2000, "the queue has no bound");
            }
            assertEquals(1, service.metric("depot_websocket_closed_total", "reason", "outbox"));
            passUntil("it is closed", () -> service.webSockets().openConnections() == 0);
        }
    }

    @Test
    void aPeerOverItsRateIsReadMoreSlowlyAndNotClosed() throws Exception {
        WebSocketLimits limits = limits(50, 0, LIMITS.pingEvery(), LIMITS.idleClose(), LIMITS.stuckClose());
        try (BareService service = service(limits, echo()); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            long began = System.nanoTime();
            for (int i = 0; i < 150; i++) {
                probe.text("m" + i);
            }
            for (int i = 0; i < 150; i++) {
                assertEquals("m" + i, probe.nextText());
            }
            long millis = (System.nanoTime() - began) / 1_000_000;
            assertTrue(millis >= 900, "a second's worth at once, another second's worth each second: it took " + millis + " ms");
            assertEquals(1, service.metric("depot_refused_total", "limit", "rate"));
        }
    }

    /** It sends a byte now and then, and is borne with until another needs the memory that its message holds. */
    @Test
    void aMessageThatTakesLongGivesWayToOthers() throws Exception {
        Duration longer = Duration.ofSeconds(15);
        WebSocketLimits limits = limits(1000, 0, longer, LIMITS.idleClose(), Duration.ofSeconds(60));
        byte[] large = WebSocketProbe.frame(true, WebSocketProbe.TEXT, "x".repeat(65_536).getBytes(StandardCharsets.US_ASCII));
        try (BareService service = new BareService(limits, BareService.HTTP, time, new MemoryBudget(160 * 1024), (routes, webSockets) ->
                        routes.webSocket("/ws", Access.OPEN, webSockets.endpoint(request -> echo())));
                WebSocketProbe slow = WebSocketProbe.open(service.port(), "/ws");
                WebSocketProbe other = WebSocketProbe.open(service.port(), "/ws")) {
            slow.text("taken");
            assertEquals("taken", slow.nextText());
            slow.send(java.util.Arrays.copyOf(large, 100));
            passUntil("a ping comes", () -> slow.socket().getInputStream().available() > 0);
            assertEquals(WebSocketProbe.PING, slow.next().opcode(), "and no close");
            slow.send(java.util.Arrays.copyOfRange(large, 100, 101));
            other.text("y".repeat(32_768));
            passUntil("it is closed", () -> slow.socket().getInputStream().available() > 0);
            assertEquals(1013, slow.awaitClose());
            assertEquals(1, service.metric("depot_websocket_closed_total", "reason", "memory"));
            slow.socket().close();
            assertEquals("y".repeat(32_768), other.nextText());
        }
    }

    /** The memory of its message is held while there is no room for the answer. */
    @Test
    void aPeerThatDoesNotReadItsAnswersGivesWayToOthers() throws Exception {
        WebSocketHandler wordy = (connection, message) -> connection.reply(Frame.text(new byte[20_000]));
        WebSocketLimits limits = limits(1_000_000, 8192, LIMITS.pingEvery(), Duration.ofMinutes(2), Duration.ofSeconds(60));
        try (BareService service = new BareService(limits, BareService.HTTP, time, new MemoryBudget(160 * 1024), (routes, webSockets) ->
                        routes.webSocket("/ws", Access.OPEN, webSockets.endpoint(request -> wordy)));
                WebSocketProbe unread = WebSocketProbe.open(service.port(), "/ws", "", new byte[0], 4096);
                WebSocketProbe other = WebSocketProbe.open(service.port(), "/ws")) {
            ByteArrayOutputStream messages = new ByteArrayOutputStream();
            for (int i = 0; i < 30; i++) {
                messages.writeBytes(WebSocketProbe.frame(true, WebSocketProbe.TEXT, "x".repeat(6000).getBytes(StandardCharsets.US_ASCII)));
            }
            unread.send(messages.toByteArray());
            passUntil("a write has blocked", () -> service.metric("depot_websocket_blocked_writes_total", null, null) == 1);
            other.text("y".repeat(32_768));
            passUntil("it is closed", () -> service.metric("depot_websocket_closed_total", "reason", "memory") == 1);
            assertEquals(20_000, other.nextText().length());
        }
    }

    @Test
    void theServicesEndIs1001ForAll() throws Exception {
        BareService service = service(LIMITS, echo());
        WebSocketProbe[] probes = new WebSocketProbe[20];
        for (int i = 0; i < probes.length; i++) {
            probes[i] = WebSocketProbe.open(service.port(), "/ws");
        }
        CompletableFuture<Void> closing = CompletableFuture.runAsync(service::close);
        for (WebSocketProbe probe : probes) {
            assertEquals(1001, probe.awaitClose());
            probe.close();
        }
        closing.get(30, TimeUnit.SECONDS);
    }

    @Test
    void anUpgradeThatRacesTheServicesEndIs503() throws Exception {
        CompletableFuture<Void> deciding = new CompletableFuture<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try (BareService service = new BareService(LIMITS, (routes, webSockets) ->
                routes.webSocket("/ws", Access.OPEN, webSockets.endpoint(request -> {
                    deciding.complete(null);
                    closed.join();
                    return echo();
                })))) {
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> {
                try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
                    return probe.status();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            deciding.get(30, TimeUnit.SECONDS);
            service.webSockets().close();
            closed.complete(null);
            assertEquals(503, status.get(30, TimeUnit.SECONDS));
        }
    }
}
