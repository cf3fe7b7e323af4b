package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Console;
import depot.support.Json;
import depot.support.RawHttp;
import depot.support.ServiceProcess;
import depot.support.WebSocketProbe;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits that are the whole process's, in a process whose limits are small. */
class LimitsTest {
    private static final int CONNECTIONS = 40;

    @TempDir
    static Path folder;
    static ServiceProcess service;
    static Api api;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceProcess.start(folder, "MAX_HEAD_BYTES", "8192", "MAX_HEAD_SECONDS", "1", "MAX_BODY_BYTES", "2048",
                "MAX_MESSAGE_BYTES", "2048", "MAX_CONNECTIONS", Integer.toString(CONNECTIONS), "MAX_MESSAGES_PER_SECOND", "100");
        api = service.api();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aHeadOverTheLimitIsClosedAndCounted() throws Exception {
        double before = api.metric("depot_refused_total{limit=\"head\"");
        String[] heads = {
            "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /health HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(20_000) + "\r\n\r\n",
            "GET /health HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(5_000) + "\r\n"};
        for (String head : heads) {
            int status = statusOf(head);
            assertTrue(status == -1 || status >= 400 && status < 500, "status " + status);
        }
        Await.until("they are counted", () -> api.metric("depot_refused_total{limit=\"head\"") == before + heads.length);
        assertEquals(200, statusOf("GET /health HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(6_000) + "\r\n\r\n"));
    }

    @Test
    void aHeaderLineWithoutAnEndIsCutOff() throws Exception {
        try (RawHttp connection = RawHttp.connect(service.port())) {
            byte[] more = "z".repeat(64 * 1024).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            connection.send("GET /health HTTP/1.1\r\nX: ");
            for (int i = 0; i < 1_000; i++) {
                connection.send(more);
            }
            throw new AssertionError("64 MB of one header line were taken in");
        } catch (IOException e) {
            assertTrue(service.isAlive());
        }
        assertEquals(200, api.get("/health").status());
    }

    /** The status, or -1 when the service closed the connection, perhaps while we were sending. */
    private static int statusOf(String head) throws IOException {
        try {
            return RawHttp.status(service.port(), head);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither answered nor closed", e);
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void aHeadThatTricklesIsClosedAndCounted() throws Exception {
        double before = api.metric("depot_refused_total{limit=\"time\"");
        try (RawHttp connection = RawHttp.connect(service.port())) {
            connection.socket().setSoTimeout(100); // a byte each time nothing came for so long
            connection.send("GET /health HTTP/1.1\r\nX: ");
            long began = System.nanoTime();
            while (true) {
                assertTrue(System.nanoTime() - began < Duration.ofSeconds(30).toNanos(), "a trickling head was let be");
                try {
                    connection.send("x");
                    if (connection.readHead().isEmpty()) {
                        break; // closed
                    }
                } catch (SocketTimeoutException e) {
                    // still open
                } catch (IOException e) {
                    break; // closed while we sent
                }
            }
        }
        Await.until("it is counted", () -> api.metric("depot_refused_total{limit=\"time\"") > before);
        assertEquals(200, api.get("/health").status());
    }

    @Test
    void aBodyThatNeverComesHoldsNothingForEver() throws Exception {
        try (RawHttp connection = RawHttp.connect(service.port())) {
            connection.send("POST /register HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"id\":");
            int status = connection.readStatus(); // within the ten seconds that a read may take
            assertTrue(status == -1 || status >= 400 && status < 500, "status " + status);
        }
    }

    @Test
    void aBodyOverTheLimitIs413AndAMessage1009() throws Exception {
        double bodies = api.metric("depot_refused_total{limit=\"body\"");
        double messages = api.metric("depot_refused_total{limit=\"message\"");
        assertEquals(413, api.post("/register", " ".repeat(2049)).status());
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws/rover")) {
            probe.text(" ".repeat(2049));
            assertEquals(1009, probe.awaitClose());
        }
        assertEquals(bodies + 1, api.metric("depot_refused_total{limit=\"body\""));
        assertEquals(messages + 1, api.metric("depot_refused_total{limit=\"message\""));
    }

    @Test
    void beyondTheMostConnectionsIs503AndHealthStillAnswers() throws Exception {
        List<WebSocketProbe> open = new ArrayList<>();
        List<RawHttp> waiting = new ArrayList<>();
        try {
            Await.until("no other test's connection is left", () -> api.metric("depot_websocket_connections") == 0);
            double before = api.metric("depot_refused_total{limit=\"connections\"");
            WebSocketProbe last = WebSocketProbe.open(service.port(), "/ws");
            while (last.status() == 101) {
                open.add(last);
                last = WebSocketProbe.open(service.port(), "/ws");
            }
            last.close();
            assertEquals(503, last.status());
            assertTrue(open.size() <= CONNECTIONS - CONNECTIONS / 8 && open.size() > CONNECTIONS - 10,
                    "some are for requests: " + open.size());
            for (int i = 0; i < CONNECTIONS / 8; i++) {
                waiting.add(RawHttp.connect(service.port()));
                waiting.getLast().send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
                assertEquals(200, waiting.getLast().readStatus());
            }
            try (RawHttp tooMany = RawHttp.connect(service.port())) {
                tooMany.send("GET /rovers HTTP/1.1\r\nHost: x\r\n\r\n");
                String answer = tooMany.readAll().toLowerCase(java.util.Locale.ROOT);
                assertTrue(answer.startsWith("http/1.1 503") && answer.contains("{\"error\":") && answer.contains("retry-after:"), answer);
            }
            assertTrue(RawHttp.exchange(service.port(), "GET /health HTTP/1.1").startsWith("HTTP/1.1 200"));

            for (WebSocketProbe half : open.subList(0, CONNECTIONS / 2)) {
                half.close();
            }
            Await.until("there is room again", () -> api.get("/rovers").status() == 200);
            assertTrue(api.metric("depot_refused_total{limit=\"connections\"") >= before + 2);
        } finally {
            for (WebSocketProbe probe : open) {
                probe.close();
            }
            for (RawHttp each : waiting) {
                each.close();
            }
        }
        Await.until("all are gone", () -> api.metric("depot_websocket_connections{route=\"/ws\"") == 0);
    }

    @Test
    void aFasterPeerIsReadMoreSlowlyAndNotClosed() throws Exception {
        double before = api.metric("depot_refused_total{limit=\"rate\"");
        try (Console link = Console.open(service.port(), "/ws/rover")) {
            long began = System.nanoTime();
            link.send("{\"type\":\"register\"," + Api.registration("fast").substring(1));
            for (int n = 1; n <= 350; n++) {
                link.send("{\"type\":\"heartbeat\",\"battery_voltage\":" + n + "}");
            }
            Await.until("all have come", () -> api.rover("fast").filter(r -> Json.number(r.get("batteryVoltage")) == 350).isPresent());
            double seconds = (System.nanoTime() - began) / 1e9;
            assertTrue(seconds > 1.5, "351 messages at 100 a second, and a second's worth at once, came in " + seconds + " s");
            assertTrue(link.isOpen());
        }
        assertEquals(before + 1, api.metric("depot_refused_total{limit=\"rate\""));
    }

    @Test
    void whatIsRefusedOftenIsNotLoggedOften() throws Exception {
        int before = service.log().size();
        for (int i = 0; i < 30; i++) {
            assertEquals(413, api.post("/register", " ".repeat(2049)).status());
        }
        Await.until("one line reports it", () -> service.log().stream().anyMatch(line -> line.contains("body")));
        assertTrue(service.log().size() - before < 10, () -> "and not one for each: " + service.log());
    }
}
