package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.time.Time;
import depot.common.websocket.CloseCode;
import depot.common.websocket.WebSocketConnection;
import depot.common.websocket.WebSocketHandler;
import depot.support.Await;
import depot.support.BareService;
import depot.support.ManualTime;
import depot.support.RawHttp;
import depot.support.WebSocketProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections that behave well, from few addresses, and so many that no others would find room. */
class PlacesTest {
    private static final int MOST = 40;
    private static final int FOR_WEB_SOCKETS = MOST - MOST / 8;
    private static final String CROWD = "127.0.3.1";
    private static final String OTHER = "127.0.3.2";
    private static final String CALL = "GET /call HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String UNREAD = "GET /unread HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final Duration UNREAD_MAKES_ROOM = Duration.ofSeconds(600); // what they do by themselves

    private final List<AutoCloseable> open = new ArrayList<>();

    private static final WebSocketHandler QUIET = new WebSocketHandler() {
        @Override
        public void onText(WebSocketConnection connection, String message) {}
    };

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private BareService service(Time time) throws IOException {
        HttpLimits limits = new HttpLimits(64 * 1024, 10, 1024 * 1024, MOST, UNREAD_MAKES_ROOM);
        return kept(new BareService(BareService.LIMITS, limits, time, (routes, webSockets) -> routes
                .webSocket("/ws", Access.CONSOLE, webSockets.endpoint(_ -> QUIET))
                .get("/call", Access.CONSOLE, _ -> Response.empty(204))
                .get("/unread", Access.CONSOLE, _ -> Response.stream(200, "text/plain", 1L << 40, out -> {
                    while (true) {
                        out.write(new byte[1000]);
                    }
                }))));
    }

    private <T extends AutoCloseable> T kept(T one) {
        open.add(one);
        return one;
    }

    private WebSocketProbe webSocket(String from, BareService service) throws IOException {
        return kept(WebSocketProbe.open(from, service.port(), "/ws"));
    }

    private RawHttp request(String from, BareService service, String request) throws IOException {
        RawHttp connection = kept(RawHttp.connect(from, service.port()));
        connection.send(request);
        return connection;
    }

    private int call(String from, BareService service) throws IOException {
        try (RawHttp connection = RawHttp.connect(from, service.port())) {
            connection.send(CALL);
            return connection.readStatus();
        }
    }

    /** As many as an address gets. */
    private List<WebSocketProbe> webSockets(String from, BareService service) throws IOException {
        List<WebSocketProbe> had = new ArrayList<>();
        for (WebSocketProbe each = webSocket(from, service); each.status() == 101; each = webSocket(from, service)) {
            had.add(each);
        }
        return had;
    }

    private static double ended(BareService service) {
        return service.metric("depot_refused_total", "limit", "share");
    }

    @Test
    void aFewPlacesAreForRequestsOnly() throws Exception {
        BareService service = service(Time.SYSTEM);
        assertEquals(FOR_WEB_SOCKETS, webSockets(CROWD, service).size());
        assertEquals(204, call(CROWD, service));
        assertEquals(204, call(OTHER, service));
        assertEquals(0, ended(service));
    }

    @Test
    void theNewestWebSocketOfAnAddressThatHasAllMakesRoomForAnothers() throws Exception {
        BareService service = service(Time.SYSTEM);
        List<WebSocketProbe> crowd = webSockets(CROWD, service);
        assertEquals(101, webSocket(OTHER, service).status());
        assertEquals(CloseCode.TRY_AGAIN_LATER, crowd.getLast().awaitClose());
        assertEquals(1, ended(service));
        assertEquals(1, service.metric("depot_websocket_closed_total", "reason", "share"));
    }

    @Test
    void aConnectionThatWaitsForItsNextRequestMakesRoom() throws Exception {
        BareService service = service(Time.SYSTEM);
        List<RawHttp> crowd = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            crowd.add(request(CROWD, service, CALL));
            assertEquals(204, crowd.getLast().readStatus());
        }
        Await.until("each waits for its next request", () -> service.counts().idle() == MOST);
        assertEquals(503, call(CROWD, service), "its own address has enough");
        assertEquals(0, ended(service));
        RawHttp other = request(OTHER, service, CALL);
        assertEquals(204, other.readStatus());
        assertEquals(1, ended(service));
        other.send(CALL);
        assertEquals(204, other.readStatus(), "and its connection stays");
    }

    @Test
    void itMakesRoomForAWebSocketToo() throws Exception {
        BareService service = service(Time.SYSTEM);
        for (int i = 0; i < MOST; i++) {
            assertEquals(204, request(CROWD, service, CALL).readStatus());
        }
        Await.until("each waits for its next request", () -> service.counts().idle() == MOST);
        assertEquals(101, webSocket(OTHER, service).status());
        assertEquals(1, ended(service));
    }

    /** A console's door has a few, and each rover has one: one rover too many takes none from the door. */
    @Test
    void whoHasFewLosesNone() throws Exception {
        BareService service = service(Time.SYSTEM);
        for (int i = 0; i < MOST / 8; i++) {
            assertEquals(101, webSocket(CROWD, service).status());
        }
        for (int i = MOST / 8; i < MOST; i++) {
            assertEquals(204, request("127.0.4." + i, service, CALL).readStatus());
        }
        Await.until("each waits for its next request", () -> service.counts().idle() == MOST - MOST / 8);
        assertEquals(503, call(OTHER, service));
        assertEquals(0, ended(service));
    }

    @Test
    void anAnswerThatTakesLongMakesRoom() throws Exception {
        ManualTime time = new ManualTime();
        BareService service = service(time);
        for (int i = 0; i < MOST; i++) {
            assertEquals(200, request(CROWD, service, UNREAD).readStatus());
        }
        assertEquals(503, call(OTHER, service), "each may be an answer that is read in a moment");
        Await.until("it is answered", () -> {
            time.advance(Duration.ofMillis(100));
            return call(OTHER, service) == 204;
        });
        assertTrue(ended(service) > 0);
    }

    /** Whole heads with bodies that hardly come: their client may end each itself before it is closed for that, and come again. */
    @Test
    void aBodyThatTricklesMakesRoomAfterASecond() throws Exception {
        ManualTime time = new ManualTime();
        BareService service = service(time);
        for (int i = 0; i < MOST; i++) {
            request(CROWD, service, "POST /call HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx");
        }
        Await.until("it is full", () -> service.counts().all() >= MOST);
        assertEquals(503, call(OTHER, service), "each may be whole in a moment");
        AtomicInteger steps = new AtomicInteger(); // a tenth of a second each
        Await.until("it is answered", () -> {
            time.advance(Duration.ofMillis(100));
            steps.incrementAndGet();
            return call(OTHER, service) == 204;
        });
        assertTrue(ended(service) > 0);
        assertTrue(steps.get() < 40, "steps: " + steps);
    }

    @Test
    void whoHasManyKeepsMoreThanHalf() throws Exception {
        BareService service = service(Time.SYSTEM);
        List<WebSocketProbe> first = webSockets(CROWD, service);
        int others = webSockets(OTHER, service).size();
        assertTrue(others >= first.size() / 4 && others <= first.size() / 2, first.size() + " and " + others);
        assertTrue(ended(service) <= first.size() / 2.0, "ended: " + ended(service));
    }
}
