package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.RawHttp;
import depot.support.TestService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recorded sessions over the wire; their many rules are tested one by one in sessions/. */
class SessionsContractTest {
    private static final byte[] CONTENT = "0123456789".repeat(30_000).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private TestService service;

    @BeforeEach
    void start() throws Exception {
        service = TestService.start(folder);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private void record(String place, String id, String startedAt) throws IOException {
        Path session = Files.createDirectories(service.sessions().resolve(place));
        Files.writeString(session.resolve("metadata.json"), "{\"session_id\":\"" + id + "\",\"rover_id\":\"bvr-01\",\"started_at\":\""
                + startedAt + "\",\"lidar_frames\":3,\"camera_frames\":4,\"session_file\":\"session.rrd\"}");
        Files.write(session.resolve("session.rrd"), CONTENT);
    }

    @Test
    void aMissingDirectoryIsAnEmptyList() throws Exception {
        assertEquals("{\"sessions\":[]}", service.api().get("/api/sessions").text());
    }

    @Test
    void bothLayoutsAreListedNewestFirstWithEveryField() throws Exception {
        record("bvr-01/sessions/morning", "a", "2026-03-01T08:00:00Z");
        record("bvr-02/evening", "b", "2026-03-01T18:00:00+01:00");
        String second = "{\"session_id\":\"a\",\"rover_id\":\"bvr-01\",\"started_at\":\"2026-03-01T08:00:00Z\",\"ended_at\":null,\"duration_secs\":0.0,"
                + "\"gps_bounds\":null,\"lidar_frames\":3,\"camera_frames\":4,\"pose_samples\":0,\"session_file\":\"session.rrd\",\"session_dir\":\"morning\"}";
        String first = second.replace("\"a\"", "\"b\"").replace("2026-03-01T08:00:00Z", "2026-03-01T18:00:00+01:00").replace("morning", "evening");
        assertEquals("{\"sessions\":[" + first + "," + second + "]}", service.api().get("/api/sessions").text());
        assertEquals("{\"sessions\":[" + first + "]}", service.api().get("/api/sessions?rover_id=bvr-02").text());
        assertEquals("{\"sessions\":[" + second + "]}", service.api().get("/api/sessions?limit=1&offset=1").text());
        assertEquals("{\"sessions\":[]}", service.api().get("/api/sessions?rover_id=nobody").text());
    }

    @Test
    void aRecordingIsStreamedWithTheHeadersThatConsolesWant() throws Exception {
        record("bvr-01/sessions/morning", "a", "2026-03-01T08:00:00Z");
        Api.Answer whole = service.api().get("/api/sessions/bvr-01/morning/session.rrd");
        assertEquals(200, whole.status());
        assertArrayEquals(CONTENT, whole.body());
        assertEquals("application/octet-stream", whole.header("Content-Type").orElseThrow());
        assertEquals("attachment; filename=\"session.rrd\"", whole.header("Content-Disposition").orElseThrow());
        assertEquals("*", whole.header("Access-Control-Allow-Origin").orElseThrow());

        Api.Answer part = service.api().get("/api/sessions/bvr-01/morning/session.rrd", "Range", "bytes=5-9");
        assertEquals(206, part.status());
        assertEquals("56789", part.text());
        assertEquals("bytes 5-9/300000", part.header("Content-Range").orElseThrow());
        assertEquals(416, service.api().get("/api/sessions/bvr-01/morning/session.rrd", "Range", "bytes=300000-").status());
        assertEquals(304, service.api().get("/api/sessions/bvr-01/morning/session.rrd",
                "If-None-Match", whole.header("ETag").orElseThrow()).status());

        Api.Answer head = service.api().send("HEAD", "/api/sessions/bvr-01/morning/session.rrd", null);
        assertEquals(200, head.status());
        assertEquals("300000", head.header("Content-Length").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/api/sessions/bvr-01/nothing/session.rrd", "/api/sessions/nobody/morning/session.rrd", "/api/sessions/bvr-01/morning/metadata.json",
        "/api/sessions/../bvr-01/session.rrd", "/api/sessions/%2e%2e/outside/session.rrd", "/api/sessions/bvr-01/%2e%2e/session.rrd",
        "/api/sessions/bvr-01/..%2F..%2F..%2Foutside/session.rrd", "/api/sessions/%2Fetc/passwd/session.rrd",
        "/api/sessions/bvr-01/link/session.rrd", "/api/sessions/bvr-01/morning%00/session.rrd", "/api/sessions//morning/session.rrd"})
    void whatIsNotThereOrLeadsOutIs404(String path) throws Exception {
        record("bvr-01/sessions/morning", "a", "2026-03-01T08:00:00Z");
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("session.rrd"), "outside");
        Files.createSymbolicLink(service.sessions().resolve("bvr-01/sessions/link"), outside);
        assertEquals(404, RawHttp.status(service.port(), "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"));
    }

    @Test
    void aBrokenMetadataFileIsLeftOut() throws Exception {
        record("bvr-01/sessions/morning", "a", "2026-03-01T08:00:00Z");
        record("bvr-01/sessions/broken", "b", "2026-03-01T09:00:00Z");
        Files.writeString(service.sessions().resolve("bvr-01/sessions/broken/metadata.json"), "{");
        assertEquals(List.of(true, false), List.of(
                service.api().get("/api/sessions").text().contains("morning"), service.api().get("/api/sessions").text().contains("broken")));
    }

    @Test
    void wrongPagesAreNamed() throws Exception {
        assertEquals(400, service.api().get("/api/sessions?limit=x").status());
        Api.Answer zero = service.api().get("/api/sessions?limit=0");
        assertEquals(422, zero.status());
        assertTrue(zero.text().contains("\"field\":\"limit\""), zero.text());
    }
}
