package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Console;
import depot.support.Json;
import depot.support.RawHttp;
import depot.support.TestService;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are broken in every way: each gets its error, and after each another client's rover and console go on. */
class BadInputTest {
    private static final int MAX_BODY = 1024 * 1024;

    @RegisterExtension
    static final TestService service = TestService.ofTheClass();
    static final Api api = service.api();
    static Console other;
    static int round;

    @BeforeAll
    static void start() throws Exception {
        api.register("other");
        other = Console.open(service.port(), "/ws");
    }

    @AfterAll
    static void stop() {
        other.close();
    }

    @AfterEach
    void theOtherClientGoesOn() throws Exception {
        double voltage = ++round;
        api.heartbeat("other", voltage);
        other.nextWhere("the other's voltage", m -> Json.number(m.rover("other").orElseThrow().get("batteryVoltage")) == voltage);
        assertEquals(1, api.rovers().size(), "nothing broken was taken in");
    }

    private static void assertRefused(int status, byte[] body) throws Exception {
        for (String path : new String[] {"/register", "/heartbeat/other"}) {
            Api.Answer answer = api.send("POST", path, body);
            assertEquals(status, answer.status(), answer::toString);
            assertTrue(answer.json().get("error") instanceof String text && !text.isBlank() && !text.contains("Exception"),
                    answer::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "}", "[]", "[{}]", "null", "true", "7", "\"{}\"", "{}{}", "{} x", "{\"a\":}", "{\"a\" 1}",
            "{a:1}",
        "{'a':1}", "{\"a\":1,}", "{\"a\":NaN}", "{\"a\":+1}", "{\"a\":01}", "{\"a\":0x1}", "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}",
        "{\"a\":1} // no",
        "{\"id\":\"other\",\"name\":\"n\",\"address\":\"ws://a", "<rover/>", "id=other&name=n"})
    void whatIsNoJsonObjectIs400(String body) throws Exception {
        assertRefused(400, body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"FF", "C0AF", "EDA080", "F5808080", "E282", "80"})
    void whatIsNotUtf8Is400(String hex) throws Exception {
        String text = new String(java.util.HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        assertRefused(400, ("{\"id\":\"" + text + "\",\"name\":\"n\",\"address\":\"ws://a\"}").getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(400, ("{\"unknown\":\"" + text + "\"}").getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(400, "{\"id\":\"other\"}".getBytes(StandardCharsets.UTF_16BE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void deepNestingIs400AndNoStackOverflow(String open) throws Exception {
        assertRefused(400, ("{\"unknown\":" + open.repeat(200_000)).getBytes(StandardCharsets.UTF_8));
        assertRefused(400, ("{\"unknown\":" + "[".repeat(2000) + "]".repeat(2000) + "}").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999999999999", "1e-999999999999999999"})
    void aHugeExponentIsAnErrorOrNothingAndTakesNoTime(String number) throws Exception {
        for (String field : new String[] {"battery_voltage", "mode"}) {
            int status = api.post("/heartbeat/other", "{\"" + field + "\":" + number + "}").status();
            assertTrue(status == 400 || status == 422 || status == 200 && number.contains("e-"), "status " + status);
        }
    }

    @Test
    void aNumberOfAHundredThousandDigitsIsAnError() throws Exception {
        for (String number : new String[] {"9".repeat(100_000), "0." + "9".repeat(100_000), "-" + "9".repeat(400)}) {
            Api.Answer answer = api.post("/heartbeat/other", "{\"battery_voltage\":" + number + "}");
            assertTrue(answer.status() == 400 || answer.status() == 422, answer::toString);
        }
    }

    @Test
    void halfACharacterIsAnError() throws Exception {
        Api.Answer answer = api.post("/register", "{\"id\":\"\\ud83d\",\"name\":\"n\",\"address\":\"ws://a\"}");
        assertTrue(answer.status() == 400 || answer.status() == 422, answer::toString);
    }

    @Test
    void aBodyUpToTheLimitIsTakenAndAByteMoreIs413() throws Exception {
        String json = "{\"battery_voltage\":1}";
        assertEquals(200, api.post("/heartbeat/other", json + " ".repeat(MAX_BODY - json.length())).status());
        assertTooLarge(HttpRequest.BodyPublishers.ofByteArray(new byte[MAX_BODY + 1]));
        assertTooLarge(HttpRequest.BodyPublishers.ofByteArray(new byte[3 * MAX_BODY]));
        // without a length it is chunked
        assertTooLarge(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[MAX_BODY + 1])));
        assertTooLarge(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[3 * MAX_BODY])));
        assertEquals(4, api.metric("depot_refused_total{limit=\"body\""));
    }

    private static void assertTooLarge(HttpRequest.BodyPublisher body) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer = client.send(HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + service.port() + "/heartbeat/other")).POST(body).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(413, answer.statusCode());
            assertTrue(Json.object(answer.body()).containsKey("error"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "POST /register HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"id\":",
        "POST /register HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"i",
        "POST /register HTTP/1.1\r\nHost: x\r\nContent-Le", "PO", "\r\n", "\0\0\0\0",
        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
        "GET /rovers\r\n\r\n", "GET  HTTP/1.1\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET /rovers HTTP/9.9\r\nHost: x\r\n\r\n",
        "POST /register HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /register HTTP/1.1\r\nHost: x\r\nContent-Length: 1e3\r\n\r\n",
        "POST /register HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
        "GET /rovers HTTP/1.1\r\nno colon\r\n\r\n", "GET /rovers HTTP/1.1\r\nHost: x\r\nX: \u00ff\u00fe\0\r\n\r\n"})
    void aRequestThatIsCutOrNoHttpDoesNoHarm(String bytes) throws Exception {
        try (RawHttp cut = RawHttp.connect(service.port())) {
            cut.send(bytes);
            cut.socket().shutdownOutput();
            int status = cut.readStatus();
            assertTrue(status < 500 || status == 501 || status == 505, "status " + status);
        }
        try (RawHttp gone = RawHttp.connect(service.port())) {
            gone.send(bytes);
            gone.socket().setSoLinger(true, 0); // a reset, as from a machine that lost its power
        }
    }
}
