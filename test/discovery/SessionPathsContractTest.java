package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.RawHttp;
import depot.support.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No path leaves SESSIONS_DIR. Beside it lies a whole tree that looks as one inside does, with a secret in every file;
 * requests go over raw sockets, as an HTTP client would tidy them up.
 */
class SessionPathsContractTest {
    private static final String SECRET = "the-secret-of-the-outside";

    @RegisterExtension
    static final TestService service = TestService.ofTheClass();

    @BeforeAll
    static void start() throws Exception {
        Path inside = session(service.sessions().resolve("r1/sessions/s1"), "inside");
        session(service.sessions().resolve("r1/sessions/s2"), "inside");
        Path outside = session(service.folder().resolve("outside/sessions/s1"), SECRET);
        session(service.folder().resolve("s1"), SECRET);
        Files.writeString(service.folder().resolve("session.rrd"), SECRET);
        Files.createSymbolicLink(service.sessions().resolve("linked-rover"), service.folder().resolve("outside"));
        Files.createSymbolicLink(service.sessions().resolve("r1/sessions/linked-session"), outside);
        Files.createSymbolicLink(service.sessions().resolve("r1/sessions/up"), Path.of("../../../outside/sessions/s1"));
        Files.createDirectories(service.sessions().resolve("r2"));
        Files.createSymbolicLink(service.sessions().resolve("r2/sessions"), service.folder().resolve("outside/sessions"));
        Path half = Files.createDirectories(service.sessions().resolve("r3/linked-files"));
        Files.createSymbolicLink(half.resolve("session.rrd"), outside.resolve("session.rrd"));
        Files.createSymbolicLink(half.resolve("metadata.json"), outside.resolve("metadata.json"));
        assertTrue(Files.exists(inside));
    }

    private static Path session(Path at, String content) throws Exception {
        Files.createDirectories(at);
        Files.writeString(at.resolve("session.rrd"), content);
        Files.writeString(at.resolve("metadata.json"), """
                {"session_id":"%s","rover_id":"r","started_at":"2026-03-02T08:00:00Z",
                "lidar_frames":0,"camera_frames":0,"session_file":"session.rrd"}""".formatted(content));
        return at;
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "../outside/sessions/s1/session.rrd", "r1/../../outside/sessions/s1/session.rrd", "../../outside/session.rrd",
        "../s1/session.rrd", "../session.rrd", "%2e%2e/s1/session.rrd", "%2E%2E/s1/session.rrd", ".%2e/s1/session.rrd",
        "..%2Foutside/s1/session.rrd", "..%2foutside/s1/session.rrd", "%2e%2e%2foutside/s1/session.rrd",
        "r1%2F..%2F..%2Foutside/s1/session.rrd",
        "r1/..%2F..%2F..%2Fs1/session.rrd", "r1/..%2f..%2f..%2foutside%2fsessions%2fs1/session.rrd", "../outside%2Fsessions/s1/session.rrd",
        "%252e%252e/s1/session.rrd", "..%252F/s1/session.rrd", "..%5Coutside/s1/session.rrd", "..%c0%afoutside/s1/session.rrd",
        "%c0%ae%c0%ae/s1/session.rrd", "%u002e%u002e/s1/session.rrd", "..;/s1/session.rrd", "./../s1/session.rrd", "%00/s1/session.rrd",
        "..%00/s1/session.rrd", "r1/s1%00/../../../session.rrd", "r1/..%00/session.rrd", "/s1/session.rrd", "//outside/s1/session.rrd",
        "r1/%2e%2e/session.rrd", "r1/../session.rrd", "r1/%2e/session.rrd", "%2e/%2e%2e/session.rrd", "~/s1/session.rrd",
        "linked-rover/s1/session.rrd", "r1/linked-session/session.rrd", "r1/up/session.rrd", "r2/s1/session.rrd",
        "r3/linked-files/session.rrd", "r1/s1/session.rrd/../../../../s1/session.rrd"})
    void noAddressLeadsOut(String path) throws Exception {
        for (String method : new String[] {"GET", "HEAD"}) {
            String answer = RawHttp.exchange(service.port(), method + " /api/sessions/" + path + " HTTP/1.1");
            assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
            assertFalse(answer.contains(SECRET) || answer.contains(service.folder().toString()), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2F", "%2f..%2f"})
    void anAbsolutePathLeadsNowhere(String slash) throws Exception {
        String path = service.folder().resolve("outside").toString().replace("/", slash);
        for (String address : new String[] {path + "/s1/session.rrd", "r1/" + path + slash + "sessions" + slash + "s1/session.rrd"}) {
            String answer = RawHttp.exchange(service.port(), "GET /api/sessions/" + address + " HTTP/1.1");
            assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
            assertFalse(answer.contains(SECRET), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?rover_id=..", "?rover_id=../outside", "?rover_id=..%2Foutside", "?rover_id=linked-rover", "?rover_id=r2",
        "?rover_id=r3", "?rover_id=r1", "?rover_id=.", "?rover_id=", "?rover_id=%00", "?rover_id=r1%2Fsessions%2F..%2F..%2F..%2Foutside"})
    void noListShowsTheOutside(String query) throws Exception {
        Api.Answer answer = service.api().get("/api/sessions" + query);
        assertTrue(answer.status() == 200 || answer.status() / 100 == 4, answer::toString);
        assertFalse(answer.text().contains(SECRET), answer::toString);
    }

    @Test
    void whatIsInsideIsStillServed() throws Exception {
        String answer = RawHttp.exchange(service.port(), "GET /api/sessions/r1/s1/session.rrd HTTP/1.1");
        assertTrue(answer.startsWith("HTTP/1.1 200") && answer.endsWith("inside"), answer);
        assertTrue(service.api().get("/api/sessions?rover_id=r1").text().contains("\"session_dir\":\"s2\""));
    }
}
