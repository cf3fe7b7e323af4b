package depot.gnss.ntrip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's view. What the caster's own answers look like, its exchanges say. */
class NtripAnswerTest {
    private static final ZonedDateTime NOW = Instant.ofEpochSecond(0).atZone(ZoneOffset.UTC);

    private static String read(String bytes) {
        int length = NtripAnswer.headLength(bytes);
        return length < 0 ? "more" : NtripAnswer.parse(bytes.substring(0, length)) + " then " + (bytes.length() - length);
    }

    @Test
    void streams() {
        assertEquals("Accepted[chunked=false] then 3", read("ICY 200 OK\r\nabc"));
        assertEquals("Accepted[chunked=false] then 5", read("ICY 200 OK\r\n\r\nabc"));
        assertEquals("Accepted[chunked=false] then 0", read("OK\r\n"));
        assertEquals("Accepted[chunked=true] then 1", read("HTTP/1.0 200 OK\nTransfer-Encoding: chunked\n\na"));
        assertEquals("Accepted[chunked=false] then 3", read("HTTP/1.1 200 OK\r\nContent-Type: gnss/data\r\n\r\nabc"));
        assertEquals("Accepted[chunked=true] then 0", read(NtripAnswer.stream(NtripVersion.V2, "x", NOW)));
        assertEquals("Accepted[chunked=false] then 2", read(NtripAnswer.stream(NtripVersion.V1, "x", NOW)));
    }

    @Test
    void tablesMeanThatThereIsNoSuchStream() {
        for (NtripVersion version : NtripVersion.values()) {
            String answer = NtripAnswer.sourceTable(version, List.of(), "x", NOW);
            assertEquals("Table[] then 16", read(answer));
        }
    }

    @Test
    void refusals() {
        assertEquals("Refused[reason=ERROR - Bad Password] then 0", read(NtripAnswer.uploadRefused("Bad Password")));
        assertEquals("Refused[reason=HTTP/1.0 401 Unauthorized] then 0", read(NtripAnswer.unauthorized(NtripVersion.V1, "A", "x", NOW)));
        assertEquals("Refused[reason=HTTP/1.1 404 Not Found] then 0", read(NtripAnswer.error(NtripVersion.V2, "404 Not Found", "x", NOW)));
        assertEquals("Refused[reason=SSH-2.0-x] then 0", read("SSH-2.0-x\r\n"));
        assertEquals("Refused[reason=an empty answer] then 0", read("\r\n"));
        assertEquals("Refused[reason=HTTP/1.1 2000 OK] then 0", read("HTTP/1.1 2000 OK\r\n\r\n"));
    }

    /** As casters would repeat them: the bytes of the request, far out in a long line. */
    @ParameterizedTest
    @ValueSource(strings = {"geheim", "gehe\u00fcm", "pass word"})
    void noPasswordInARefusal(String password) {
        Credentials credentials = new Credentials("base", password);
        String sent = new String(password.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (String repeated : List.of(sent, credentials.header().replace("Basic ", ""))) {
            for (int before = 60; before < 100; before++) {
                String start = "ERROR - " + "x".repeat(before);
                String reason = ((NtripAnswer.Parsed.Refused) NtripAnswer.parse(start + repeated + "\r\n", credentials::hiddenIn)).reason();
                assertEquals((start + "***").substring(0, Math.min(100, start.length() + 3)), reason);
            }
        }
        assertEquals("no secret", new Credentials("base", "").hiddenIn("no secret"));
    }

    @Test
    void notWholeYet() {
        assertEquals("more", read("ICY 200 OK\r"));
        assertEquals("more", read("HTTP/1.1 200 OK\r\nContent-Type: gnss/data\r\n"));
        assertEquals("more", read("SOURCETABLE 200 OK\r\n"));
    }
}
