package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.RawHttp;
import depot.support.TestService;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that hide another: what comes behind a body is a request only where that body's end is certain. */
class RequestOdditiesContractTest {
    private static final String DELETE = "DELETE /rovers/victim HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String CHUNKED = "POST /heartbeat/victim HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

    @RegisterExtension
    static final TestService service = TestService.ofTheClass("MAX_BODY_BYTES", "65536");
    static final Api api = service.api();

    @BeforeEach
    void victim() throws Exception {
        api.register("victim");
    }

    /** Sends it with a DELETE behind it: that is no request, and the connection ends. @return the first answer's status */
    private int hides(String request) throws Exception {
        String answers;
        try (RawHttp connection = RawHttp.connect(service.port())) {
            connection.send(request + DELETE);
            answers = connection.readAll();
        }
        assertTrue(api.rover("victim").isPresent(), () -> "a hidden request was carried out: " + answers);
        assertEquals(answers.indexOf("HTTP/1.1 "), answers.lastIndexOf("HTTP/1.1 "), () -> "one answer and the end: " + answers);
        assertTrue(answers.startsWith("HTTP/1.1 "), answers);
        return Integer.parseInt(answers.substring(9, 12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2\r\n{}\r\n0\r\nX", "0\r\nX", "0\r\n", "2\r\n{}\r\n100000000\r\n", "2\r\n{}\r\n80000000\r\n", "2\r\n{}X",
            "-0\r\n\r\n", "0x0\r\n\r\n", "2\n{}\r\n0\r\n\r\n",
        "2\r\n{}\n0\r\n\r\n", "2;\rx\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\nX: y\r\nZ\r\n\r\n"})
    void chunksWhoseEndIsUncertain(String body) throws Exception {
        assertEquals(400, hides(CHUNKED + body));
    }

    @Test
    void aTrailerIsTheEndOfTheConnectionToo() throws Exception {
        assertEquals(200, hides(CHUNKED + "2\r\n{}\r\n0\r\nDigest: x\r\n\r\n"));
    }

    @Test
    void aBodyThatNobodyReadsIsNoRequest() throws Exception {
        assertEquals(404, hides("POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX"));
        assertEquals(413, hides("POST /register HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n" + "x".repeat(0x20000)
                + "\r\n0\r\nX"));
        assertEquals(405, hides("PATCH /rovers HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"`Content-Length: +2\r\n\r\n{}`", "`Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}`",
            "`Host: y\r\nContent-Length: 2\r\n\r\n{}`",
        "`Content-Length: 2\rX: y\r\n\r\n{}`", "`X: \0\r\nContent-Length: 2\r\n\r\n{}`", "`Content-Length : 2\r\n\r\n{}`",
        "`Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`",
        "`X: y\nContent-Length: 2\r\n\r\n{}`", "`X: y\r\n Content-Length: 2\r\n\r\n{}`"})
    void headsThatCanBeReadInTwoWays(String rest) throws Exception {
        double before = api.metric("depot_refused_total{limit=\"malformed\"");
        assertEquals(400, hides("POST /heartbeat/victim HTTP/1.1\r\nHost: x\r\n" + rest));
        assertEquals(before + 1, api.metric("depot_refused_total{limit=\"malformed\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mailto:x", "x:80", "http:rovers", "urn:x:y", "rovers", "?a=b", "#a", ":x", "//", "http://",
        "http://[zz/rovers", "/rovers/%zz", "/rovers/%", "/rovers/{id}", "/a b", "/a|b", "/a\\b"})
    void addressesThatAreNoneAreAnswered(String address) throws Exception {
        assertEquals(400, hides("GET " + address + " HTTP/1.1\r\nHost: x\r\n\r\n"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"/rovers, 200", "http://another/rovers, 200", "https://x/rovers, 200", "//x/rovers, 200",
        "*, 404", "http://x, 404", "/é, 404", "/.., 404"})
    void addressesThatAreOddAreAnswered(String address, int status) throws Exception {
        assertEquals(status, RawHttp.status(service.port(), "GET " + address + " HTTP/1.1\r\nHost: x\r\n\r\n"));
    }

    @Test
    void anErrorSaysWhatIsWrong() throws Exception {
        String answer = RawHttp.exchange(service.port(), "GET /rovers HTTP/1.1", "Host: another");
        assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n") && answer.endsWith("{\"error\":\"there must be one Host\"}"), answer);
    }

    @Test
    void requestsThatFollowEachOtherAreAnsweredInTurn() throws Exception {
        try (RawHttp connection = RawHttp.connect(service.port())) {
            String beat = "POST /heartbeat/victim HTTP/1.1\r\nHost: x\r\n";
            connection.send(beat + "Content-Length: 2\r\n\r\n{}" + beat
                    + "Transfer-Encoding: chunked\r\n\r\n1;a=b\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
                    + "\r\n" + beat + "Content-Length: 2\r\n\r\n{}" + "GET /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde"
                    + DELETE);
            for (int status : new int[] {200, 200, 200, 404, 204}) {
                String head = connection.readHead();
                assertTrue(head.startsWith("HTTP/1.1 " + status), head);
                String length = head.toLowerCase(java.util.Locale.ROOT).replaceAll("(?s).*content-length: (\\d+).*|.*", "$1");
                connection.readBody(length.isEmpty() ? 0 : Integer.parseInt(length));
            }
        }
        assertFalse(api.rover("victim").isPresent());
    }

    @Test
    void leaveToSendABodyIsGivenAfterTheLimits() throws Exception {
        String head = " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ";
        assertEquals("200", expecting("POST /heartbeat/victim" + head + "2\r\n\r\n", "{}"));
        assertEquals("413", expecting("POST /register" + head + "1000000\r\n\r\n", null));
        assertEquals("404", expecting("POST /nothing" + head + "2\r\n\r\n", null));
        assertEquals("405", expecting("POST /rovers" + head + "2\r\n\r\n", null));
    }

    /** The answer's status; that it was asked to go on where there is a body, and only there. */
    private static String expecting(String head, String body) throws IOException {
        try (RawHttp connection = RawHttp.connect(service.port())) {
            connection.send(head);
            String answer = connection.readHead();
            assertEquals(body != null, answer.startsWith("HTTP/1.1 100 Continue\r\n\r\n"), answer);
            if (body != null) {
                connection.send(body);
                return connection.readHead().substring(9, 12);
            }
            connection.readAll(); // and it is closed: whether the body comes, nobody knows
            return answer.substring(9, 12);
        }
    }
}
