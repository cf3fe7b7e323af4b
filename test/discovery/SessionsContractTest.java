package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.TestService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded sessions over HTTP. What the store does with broken and hostile folders has tests of its own. */
class SessionsContractTest {
    private static final byte[] RECORDING = new byte[100_000];
    private static final String NEW = "/api/sessions/bvr-01/2026-03-02/session.rrd";
    private static final String OLD = "/api/sessions/old%20rover/first/session.rrd";

    @RegisterExtension
    static final TestService service = TestService.ofTheClass();
    static final Api api = service.api();

    @BeforeAll
    static void start() throws Exception {
        new Random(1).nextBytes(RECORDING);
        assertEquals("{\"sessions\":[]}", api.get("/api/sessions").text(), "a missing folder is an empty list");
        write("bvr-01/sessions/2026-03-02", """
                {"session_id":"s2","rover_id":"bvr-01","started_at":"2026-03-02T08:00:00Z","ended_at":"2026-03-02T09:00:00Z",
                 "duration_secs":3600.5,"gps_bounds":{"min_lat":59.1,"max_lat":59.2,"min_lon":17.5,"max_lon":17.6},
                 "lidar_frames":10,"camera_frames":20,"pose_samples":30,"session_file":"session.rrd","operator":"unknown field"}""",
                RECORDING);
        write("bvr-01/sessions/2026-03-01", """
                {"session_id":"s1","rover_id":"bvr-01","started_at":"2026-03-01T08:00:00Z","lidar_frames":1,"camera_frames":2,
                 "session_file":"session.rrd"}""", null);
        write("old rover/first", """
                {"session_id":"s3","rover_id":"bvr-02","started_at":"2026-03-03T08:00:00Z","ended_at":null,"gps_bounds":null,
                 "lidar_frames":0,"camera_frames":0,"session_file":"session.rrd"}""", "flat".getBytes(StandardCharsets.US_ASCII));
        write("bvr-01/sessions/broken", "{\"session_id\":", RECORDING);
    }

    private static void write(String session, String metadata, byte[] recording) throws Exception {
        Path at = Files.createDirectories(service.sessions().resolve(session));
        Files.writeString(at.resolve("metadata.json"), metadata);
        if (recording != null) {
            Files.write(at.resolve("session.rrd"), recording);
        }
    }

    private static List<Map<String, Object>> sessions(String query) throws Exception {
        Api.Answer answer = api.get("/api/sessions" + query);
        assertEquals(200, answer.status(), answer::toString);
        assertEquals("application/json", answer.header("Content-Type").orElse("none").split(";")[0]);
        return Json.objects(answer.json().get("sessions"));
    }

    private static List<Object> ids(String query) throws Exception {
        return sessions(query).stream().map(session -> session.get("session_id")).toList();
    }

    @Test
    void bothLayoutsAreListedNewestFirstAndWhatIsBrokenIsSkipped() throws Exception {
        assertEquals(List.of("s3", "s2", "s1"), ids(""));
    }

    @Test
    void aSessionHasAllItsFields() throws Exception {
        Map<String, Object> session = sessions("").get(1);
        assertEquals(Set.of("session_id", "rover_id", "started_at", "ended_at", "duration_secs", "gps_bounds", "lidar_frames",
                "camera_frames", "pose_samples", "session_file", "session_dir", "rover_dir", "bytes", "storedBytes"), session.keySet());
        assertEquals("2026-03-02", session.get("session_dir"));
        assertEquals("2026-03-02T08:00:00Z", session.get("started_at"));
        assertEquals(3600.5, session.get("duration_secs"));
        assertEquals(Map.of("min_lat", 59.1, "max_lat", 59.2, "min_lon", 17.5, "max_lon", 17.6), session.get("gps_bounds"));
        assertEquals(List.of(10, 20, 30), List.of(session.get("lidar_frames"), session.get("camera_frames"), session.get("pose_samples")));
        assertEquals("session.rrd", session.get("session_file"));
    }

    @Test
    void whatIsAbsentIsNullOrZero() throws Exception {
        for (Map<String, Object> session : List.of(sessions("").get(0), sessions("").get(2))) {
            assertEquals(14, session.size(), "null, not left out");
            assertNull(session.get("ended_at"));
            assertNull(session.get("gps_bounds"));
            assertEquals(0.0, Json.number(session.get("duration_secs")));
            assertEquals(0, session.get("pose_samples"));
        }
    }

    @ParameterizedTest
    @CsvSource({"?rover_id=bvr-01, s2 s1", "?rover_id=old%20rover, s3", "?rover_id=old+rover, s3", "?rover_id=bvr-02, s3",
            "?rover_id=bvr-03, ''", "?rover_id=.., ''",
        "?rover_id=%2Fetc, ''", "?limit=2, s3 s2", "?limit=1&offset=1, s2", "?offset=5, ''", "?rover_id=bvr-01&limit=1&offset=1, s1"})
    void theFilterGoesByEitherNameOfTheRoverAndPagesAreCutFromWhatIsLeft(String query, String expected) throws Exception {
        assertEquals(expected.isEmpty() ? List.of() : List.of((Object[]) expected.split(" ")), ids(query));
    }

    @ParameterizedTest
    @CsvSource({"?limit=x, 400", "?offset=1.5, 400", "?limit=-1, 422", "?offset=-1, 422"})
    void aPageThatCannotBeIsRefused(String query, int status) throws Exception {
        Api.Answer answer = api.get("/api/sessions" + query);
        assertEquals(status, answer.status());
        assertTrue(answer.json().containsKey("error"));
    }

    @Test
    void aRecordingIsStreamedFromBothLayouts() throws Exception {
        Api.Answer answer = api.get(NEW);
        assertEquals(200, answer.status());
        assertArrayEquals(RECORDING, answer.body());
        assertEquals("application/octet-stream", answer.header("Content-Type").orElse("none"));
        assertEquals("attachment; filename=\"session.rrd\"", answer.header("Content-Disposition").orElse("none"));
        assertEquals("*", answer.header("Access-Control-Allow-Origin").orElse("none"));
        assertEquals("flat", api.get(OLD).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/sessions/bvr-01/2026-03-01/session.rrd", "/api/sessions/bvr-01/none/session.rrd",
        "/api/sessions/nobody/first/session.rrd", "/api/sessions/bvr-01/2026-03-02/metadata.json",
                "/api/sessions/bvr-01/sessions/session.rrd"})
    void whatIsNotThereIs404(String path) throws Exception {
        Api.Answer answer = api.get(path);
        assertEquals(404, answer.status());
        assertTrue(answer.json().containsKey("error"));
        assertEquals("*", answer.header("Access-Control-Allow-Origin").orElse("none"));
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-0, 0, 0", "bytes=10-19, 10, 19", "bytes=99990-, 99990, 99999", "bytes=-10, 99990, 99999",
        "bytes=99999-200000, 99999, 99999", "bytes=-1000000, 0, 99999"})
    void aRangeIs206(String range, int first, int last) throws Exception {
        Api.Answer answer = api.get(NEW, "Range", range);
        assertEquals(206, answer.status());
        assertEquals("bytes " + first + "-" + last + "/100000", answer.header("Content-Range").orElse("none"));
        assertArrayEquals(java.util.Arrays.copyOfRange(RECORDING, first, last + 1), answer.body());
    }

    @Test
    void aRangeBehindTheEndIs416AndOneThatIsNotUnderstoodIsIgnored() throws Exception {
        Api.Answer answer = api.get(NEW, "Range", "bytes=100000-");
        assertEquals(416, answer.status());
        assertEquals("bytes */100000", answer.header("Content-Range").orElse("none"));
        for (String range : new String[] {"bytes=x-", "lines=1-2", "bytes=5-2"}) {
            assertEquals(200, api.get(NEW, "Range", range).status(), range);
        }
    }

    @Test
    void headAndEtagSaveADownload() throws Exception {
        Api.Answer head = api.send("HEAD", NEW, null);
        assertEquals(200, head.status());
        assertEquals("100000", head.header("Content-Length").orElse("none"));
        String tag = head.header("ETag").orElseThrow();
        assertEquals(tag, api.get(NEW).header("ETag").orElse("none"));
        Api.Answer known = api.get(NEW, "If-None-Match", tag);
        assertEquals(304, known.status());
        assertEquals(0, known.body().length);
        assertEquals(206, api.get(NEW, "Range", "bytes=0-9", "If-Range", tag).status());
        assertEquals(200, api.get(NEW, "Range", "bytes=0-9", "If-Range", "\"another\"").status());
        assertEquals(404, api.send("HEAD", "/api/sessions/nobody/none/session.rrd", null).status());
    }

    @Test
    void aDownloadThatIsCutIsCountedAsSuch() throws Exception {
        String metric = "depot_http_requests_total{method=\"GET\",route=\"/api/sessions/{rover_id}/{session_dir}/session.rrd\",status=";
        write("bvr-01/sessions/large", "{", new byte[8 * 1024 * 1024]);
        double whole = api.metric(metric + "\"200\"");
        try (depot.support.RawHttp connection = depot.support.RawHttp.connect(service.port())) {
            connection.send("GET /api/sessions/bvr-01/large/session.rrd HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(200, connection.readStatus());
            assertEquals(1_000, connection.readBody(1_000).length);
        }
        Await.until("it is counted", () -> api.metric(metric + "\"cut\"") == 1);
        assertEquals(whole, api.metric(metric + "\"200\""));
    }
}
