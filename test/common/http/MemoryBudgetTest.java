package depot.common.http;

import static depot.support.BareService.HTTP;
import static depot.support.BareService.LIMITS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.memory.MemoryBudget;
import depot.common.time.Time;
import depot.common.websocket.Frame;
import depot.common.websocket.WebSocketHandler;
import depot.common.websocket.WebSocketLimits;
import depot.support.Await;
import depot.support.BareService;
import depot.support.RawHttp;
import depot.support.WebSocketProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The memory of all clients together is bounded: large requests wait or are refused, small ones go on. */
class MemoryBudgetTest {
    private static final int BODY = 60_000;
    private static final MemoryBudget FOR_ONE = new MemoryBudget(2 * BODY);
    private static final WebSocketHandler ECHO = (connection, message) ->
            connection.reply(Frame.text(Integer.toString(message.length()).getBytes()));
    private static final WebSocketLimits IMPATIENT = new WebSocketLimits(65536, 1000, 65536, 0, Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofMillis(400), Duration.ofSeconds(3));

    private static BareService service(WebSocketLimits limits) throws IOException {
        return service(limits, HTTP);
    }

    private static BareService service(WebSocketLimits limits, HttpLimits http) throws IOException {
        return new BareService(limits, http, Time.SYSTEM, FOR_ONE, (routes, webSockets) -> routes
                .webSocket("/ws", Access.OPEN, webSockets.endpoint(request -> ECHO))
                .post("/take", Access.OPEN, request -> Response.text(200, "" + request.json().has("x")))
                .post("/endless", Access.OPEN, request -> endless(request.json().has("x") ? 200 : 400)));
    }

    /** An answer that no kernel's buffers hold. */
    private static Response endless(int status) {
        byte[] piece = new byte[1 << 16];
        return Response.stream(status, "text/plain", 1L << 40, out -> {
            while (true) {
                out.write(piece);
            }
        });
    }

    private static String post(int length) {
        return post("/take", length);
    }

    private static String post(String path, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static String json(int length) {
        return "{\"x\":1" + " ".repeat(length - 7) + "}";
    }

    @Test
    void aLargeBodyIs503WhileAnotherHoldsAllAndASmallOneIsTaken() throws Exception {
        try (BareService service = service(LIMITS); RawHttp slow = RawHttp.connect(service.port());
                RawHttp other = RawHttp.connect(service.port());
                RawHttp chunked = RawHttp.connect(service.port())) {
            slow.send(post(BODY) + json(BODY).substring(0, BODY - 1));
            Await.until("it is being read", () -> service.counts().exchanges() == 1);
            other.send(post(BODY) + json(BODY));
            chunked.send("POST /take HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nea60\r\n" + json(BODY) + "\r\n0\r\n\r\n");
            assertEquals(200, RawHttp.status(service.port(), post(100) + json(100)));
            for (RawHttp refused : new RawHttp[] {other, chunked}) {
                String head = refused.readHead();
                assertTrue(head.startsWith("HTTP/1.1 503") && head.contains("Retry-after: "), head);
            }
            assertEquals(2, service.metric("depot_refused_total", "limit", "memory"));
            slow.send("}");
            assertEquals(200, slow.readStatus());
            assertEquals(200, RawHttp.status(service.port(), post(BODY) + json(BODY)), "all was given back");
        }
    }

    @Test
    void aBodyThatIsLargerThanOthersMayNeedWhatCanBeGiven() throws Exception {
        int most = 100_000;
        HttpLimits others = new HttpLimits(64 * 1024, 10, most / 2, 100, Duration.ofSeconds(1));
        MemoryBudget budget = new MemoryBudget((long) MemoryBudget.WHILE_HANDLED * (most + 1024));
        try (BareService service = new BareService(LIMITS, others, Time.SYSTEM, budget, (routes, webSockets) -> routes
                .post("/file", Access.OPEN, request -> Response.text(200, "" + request.json(2 * most).has("x"))))) {
            for (int length : new int[] {most, most + 2048}) {
                String head = "POST /file HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
                assertEquals(length == most ? 200 : 413, RawHttp.status(service.port(), head + json(length)));
            }
        }
    }

    @Test
    void whoDoesNotReadItsAnswerHoldsNoneForItsBody() throws Exception {
        HttpLimits patient = new HttpLimits(HTTP.headBytes(), HTTP.headSeconds(), HTTP.bodyBytes(), HTTP.connections(),
                Duration.ofMinutes(1));
        try (BareService service = service(LIMITS, patient); RawHttp unread = RawHttp.connect(service.port())) {
            unread.send(post("/endless", BODY) + json(BODY));
            assertEquals(200, unread.readStatus());
            assertEquals(200, RawHttp.status(service.port(), post(BODY) + json(BODY)));
        }
    }

    @Test
    void aLargeMessageWaitsForAnotherAndIs1013WhenThatNeverEnds() throws Exception {
        byte[] large = WebSocketProbe.frame(true, WebSocketProbe.TEXT, json(BODY).getBytes());
        try (BareService service = service(IMPATIENT); WebSocketProbe announces = WebSocketProbe.open(service.port(), "/ws")) {
            announces.text("hello");
            announces.nextText();
            announces.send(Arrays.copyOf(large, 20)); // a head that is as good as 60 KB
            Await.until("a large message is refused", () -> {
                try (WebSocketProbe waits = WebSocketProbe.open(service.port(), "/ws")) {
                    waits.send(large);
                    return waits.next().closeCode() == 1013;
                }
            });
            try (WebSocketProbe small = WebSocketProbe.open(service.port(), "/ws")) {
                small.text("four");
                assertEquals("4", small.nextText());
            }
            announces.send(Arrays.copyOfRange(large, 20, large.length));
            assertEquals("" + BODY, announces.nextText());
            announces.send(large);
            assertEquals("" + BODY, announces.nextText(), "all was given back");
        }
    }
}
