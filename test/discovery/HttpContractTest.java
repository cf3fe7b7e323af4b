package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.RawHttp;
import depot.support.TestService;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every HTTP call: errors, methods, CORS, HEAD, content types, and the routes that every service has. */
class HttpContractTest {
    @RegisterExtension
    static final TestService service = TestService.ofTheClass();
    static final Api api = service.api();

    @BeforeAll
    static void start() throws Exception {
        api.register("r1");
    }

    @ParameterizedTest
    @CsvSource({"GET, /nothing", "GET, /rovers/", "GET, /rovers/r1/more", "POST, /heartbeat/", "GET, /ROVERS",
        "GET, /api/sessions/a/b/other.rrd"})
    void anUnknownAddressIs404(String method, String path) throws Exception {
        assertError(404, api.send(method, path, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "PUT    | /rovers       | GET", "POST   | /rovers       | GET", "GET  | /register    | POST", "DELETE | /heartbeat/r1 | POST",
        "GET    | /rovers/r1    | DELETE", "POST | /ws           | GET", "POST | /health      | GET", "PATCH  | /api/sessions | GET",
        "POST   | /metrics      | GET", "BREW | /rovers       | GET"})
    void anotherMethodIs405AndAllowSaysWhichAreThere(String method, String path, String allowed) throws Exception {
        Api.Answer answer = api.send(method, path, null);
        assertError(405, answer);
        Set<String> allow = words(answer.header("Allow").orElse(""));
        assertTrue(allow.contains(allowed.toLowerCase(Locale.ROOT)), answer::toString);
        assertFalse(allow.contains(method.toLowerCase(Locale.ROOT)));
    }

    private static void assertError(int status, Api.Answer answer) {
        assertEquals(status, answer.status(), answer::toString);
        assertTrue(answer.json().get("error") instanceof String text && !text.isBlank(), answer::toString);
        assertEquals("application/json", answer.header("Content-Type").orElse("none").split(";")[0]);
        assertEquals("*", answer.header("Access-Control-Allow-Origin").orElse("none"), "errors, too");
    }

    private static Set<String> words(String list) {
        return new TreeSet<>(Arrays.stream(list.toLowerCase(Locale.ROOT).split(",")).map(String::strip).toList());
    }

    @Test
    void everyOriginMayCall() throws Exception {
        for (String path : new String[] {"/rovers", "/health", "/ready", "/version", "/metrics", "/api/sessions"}) {
            for (Api.Answer answer : List.of(api.get(path), api.get(path, "Origin", "http://console.example"))) {
                assertEquals(200, answer.status(), path);
                assertEquals("*", answer.header("Access-Control-Allow-Origin").orElse("none"), path);
            }
        }
        assertEquals("*", api.post("/heartbeat/r1", "{}").header("Access-Control-Allow-Origin").orElse("none"));
        assertError(400, api.post("/heartbeat/r1", "{"));
        assertError(404, api.post("/heartbeat/nobody", "{}"));
        assertError(422, api.post("/heartbeat/r1", "{\"mode\":77}"));
    }

    @ParameterizedTest
    @CsvSource({"/register, POST", "/heartbeat/r1, POST", "/rovers, GET", "/rovers/r1, DELETE", "/api/sessions, GET",
        "/api/sessions/a/b/session.rrd, GET", "/health, GET", "/metrics, GET"})
    void preflightIsAnsweredForEveryMethodInUse(String path, String method) throws Exception {
        Api.Answer answer = api.send("OPTIONS", path, null, "Origin", "http://console.example",
                "Access-Control-Request-Method", method, "Access-Control-Request-Headers", "authorization,content-type,idempotency-key");
        assertEquals(2, answer.status() / 100, answer::toString);
        assertEquals("*", answer.header("Access-Control-Allow-Origin").orElse("none"));
        assertTrue(words(answer.header("Access-Control-Allow-Methods").orElse("")).contains(method.toLowerCase(Locale.ROOT)),
                answer::toString);
        Set<String> headers = words(answer.header("Access-Control-Allow-Headers").orElse(""));
        assertTrue(headers.containsAll(Set.of("content-type", "authorization", "idempotency-key")), answer::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rovers", "/health", "/version", "/api/sessions", "/nothing"})
    void headIsGetWithoutTheBody(String path) throws Exception {
        Api.Answer get = api.get(path);
        Api.Answer head = api.send("HEAD", path, null);
        assertEquals(get.status(), head.status());
        assertEquals(0, head.body().length);
        assertEquals(get.header("Content-Type"), head.header("Content-Type"));
        assertEquals(Integer.toString(get.body().length), head.header("Content-Length").orElse("none"));
        assertEquals("*", head.header("Access-Control-Allow-Origin").orElse("none"));
    }

    @Test
    void aConnectionGoesOnAfterHeadAndAfterErrors() throws Exception {
        try (RawHttp connection = RawHttp.connect(service.port())) {
            connection.send("HEAD /rovers HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(200, connection.readStatus());
            connection.send("POST /register HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{]");
            String head = connection.readHead();
            assertTrue(head.startsWith("HTTP/1.1 400"), head);
            int length = Integer.parseInt(head.lines().filter(l -> l.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                    .findFirst().orElseThrow().split(":")[1].strip());
            assertEquals(length, connection.readBody(length).length);
            connection.send("OPTIONS /rovers HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(2, connection.readStatus() / 100);
            assertEquals(200, connection.readStatus());
        }
    }

    @Test
    void aMissingContentTypeIsFineAndSoIsAnother() throws Exception {
        assertEquals(200, api.send("POST", "/register", Api.registration("r1").getBytes(StandardCharsets.UTF_8)).status());
        for (String type : new String[] {"application/json", "application/json; charset=utf-8", "text/plain"}) {
            assertEquals(200, api.post("/register", Api.registration("r1"), "Content-Type", type).status(), type);
        }
    }

    @Test
    void aContentTypeOnAGetIsFine() throws Exception {
        for (String path : new String[] {"/rovers", "/health", "/api/sessions"}) {
            assertEquals(200, api.get(path, "Content-Type", "application/json").status(), path);
        }
        assertEquals(404, api.send("DELETE", "/rovers/nobody", null, "Content-Type", "application/json").status());
    }

    @Test
    void aPostWithoutABodyGetsAnAnswer() throws Exception {
        assertError(400, api.send("POST", "/register", null, "Content-Type", "application/json"));
        for (String length : new String[] {"", "Content-Length: 0\r\n"}) {
            assertEquals(400, RawHttp.status(service.port(), "POST /register HTTP/1.1\r\nHost: x\r\n" + length + "\r\n"));
        }
    }

    @Test
    void healthHasTheNumberOfRovers() throws Exception {
        Api.Answer answer = api.get("/health");
        assertEquals(200, answer.status());
        assertEquals(Map.of("status", "ok", "rovers", api.rovers().size(), "telemetryPort", service.telemetryPort()), answer.json());
        assertEquals(200, api.get("/ready").status());
        assertEquals("ok", api.get("/ready").json().get("status"));
    }

    @Test
    void versionAndMetricsAreThere() throws Exception {
        assertTrue(api.get("/version").json().get("version") instanceof String);
        Api.Answer metrics = api.get("/metrics");
        assertTrue(metrics.header("Content-Type").orElse("").startsWith("text/plain"), metrics::toString);
        assertTrue(metrics.text().contains("# TYPE depot_rovers gauge"), metrics::text);
        assertTrue(metrics.text().contains("jvm_memory_"), "the JVM's metrics are there, too");
        double before = api.metric("depot_http_requests_total{method=\"POST\",route=\"/heartbeat/{id}\",status=\"404\"");
        api.post("/heartbeat/some-id-that-must-not-be-a-label", "{}");
        Await.until("it is counted, which comes after the answer", () ->
                api.metric("depot_http_requests_total{method=\"POST\",route=\"/heartbeat/{id}\",status=\"404\"") > before);
        assertFalse(api.get("/metrics").text().contains("some-id-that-must-not-be-a-label"));
    }
}
