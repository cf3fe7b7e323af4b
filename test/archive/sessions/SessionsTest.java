package depot.archive.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import depot.archive.ArchiveService;
import depot.archive.recording.FieldRecordings;
import depot.discovery.Discovery;
import depot.recordings.SessionFolder;
import depot.recordings.SmallFileWriter;
import depot.support.Api;
import depot.support.Await;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings on the disk are read by themselves, and shown over HTTP and in discovery's list. */
class SessionsTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.now().minus(Duration.ofHours(2)));

    @TempDir
    Path temp;

    private ArchiveService archive;

    private void putRecordings() throws IOException {
        put("frog-0/sessions/2026-11-29T00-41-56", FieldRecordings.read("field"));
        put("frog-0/sessions/2026-11-29T01-00-28", FieldRecordings.read("rover"));
        put("bvr-01/sessions/2026-11-29T00-42-03", FieldRecordings.read("compacted"));
        put("frog-0/sessions/2027-01-01T00-00-00", FieldRecordings.read("newer"));
        put("frog-0/sessions/2026-11-28T00-00-00", "no recording at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        Path ended = put("bvr-01/sessions/ended", FieldRecordings.read("ended"));
        Files.copy(FieldRecordings.folder().orElseThrow().resolve("ended/metadata.json"), ended.resolveSibling("metadata.json"));
        Path small = put("frog-1/sessions/2026-11-29T00-41-56", FieldRecordings.read("ended")); // as archive keeps it after an hour
        try (FileChannel channel = FileChannel.open(small)) {
            SmallFileWriter.write(channel, Files.size(small), "x", small.resolveSibling("session.rrd.zst"));
        }
        Files.delete(small);
    }

    private Path put(String folder, byte[] recording) throws IOException {
        Path file = Files.write(Files.createDirectories(temp.resolve("sessions").resolve(folder)).resolve("session.rrd"), recording);
        return Files.setLastModifiedTime(file, LONG_AGO);
    }

    @AfterEach
    void end() {
        if (archive != null) {
            archive.close();
        }
    }

    private Api.Answer get(UUID id, String what) throws Exception {
        return archive.api().get("/sessions/" + id + what);
    }

    private Map<String, Object> summary(UUID id) throws Exception {
        Await.until("the recording was read", () -> get(id, "/summary").status() == 200);
        return get(id, "/summary").json();
    }

    @Test
    void summariesAgreeWithTheVendorsReader() throws Exception {
        putRecordings();
        archive = ArchiveService.start(temp);
        check("field", summary(SessionFolder.id("frog-0", "2026-11-29T00-41-56")));
        check("rover", summary(SessionFolder.id("frog-0", "2026-11-29T01-00-28")));
        check("compacted", summary(SessionFolder.id("bvr-01", "2026-11-29T00-42-03")));
        check("ended", summary(SessionFolder.id("frog-1", "2026-11-29T00-41-56")));
        Map<String, Object> ended = summary(UUID.fromString("d57e9f90-12b6-4fbf-9f0c-8a27c42d8b33"));
        check("ended", ended);
        Map<String, Object> bounds = object(ended, "gpsBounds");
        assertEquals(-81.808464, (double) bounds.get("min_lon"), 1e-6);
        assertEquals(List.of("Session started", "Session ended"), list(ended, "events").stream().map(event -> event.get("text")).toList());
        assertEquals("Autonomous", list(ended, "modes").getFirst().get("mode"));
        assertEquals("2026-11-29T00:42:03.156536576Z", list(ended, "modes").getFirst().get("at"));
        assertEquals(40, summary(SessionFolder.id("frog-0", "2027-01-01T00-00-00")).get("poses"));
        checkTexts();
        checkDiscovery();
    }

    private static void check(String name, Map<String, Object> summary) throws IOException {
        Map<String, Object> expected = FieldRecordings.expected(name);
        Map<String, Object> poses = object(expected, "poses");
        assertEquals(poses.get("count"), summary.get("poses"));
        assertEquals(((Number) poses.get("distanceMetres")).doubleValue(), (double) summary.get("distanceMetres"), 0.001);
        Map<String, Object> volts = object(summary, "batteryVolts");
        assertEquals((double) object(expected, "battery").get("min"), (double) volts.get("min"), 1e-4);
        assertEquals((double) object(expected, "battery").get("max"), (double) volts.get("max"), 1e-4);
        assertTrue((double) volts.get("lowestKnown") > 39);
        Map<String, Object> scans = object(expected, expected.containsKey("/lidar/scan") ? "/lidar/scan" : "/lidar/points");
        assertEquals(scans == null ? 0 : scans.get("frames"), summary.get("lidarFrames"));
        assertEquals(scans == null ? 0 : scans.get("points"), summary.get("lidarPoints"));
        assertEquals(object(expected, "rows").getOrDefault("/camera/image", 0), summary.get("cameraFrames"));
        assertEquals(!name.equals("rover"), summary.get("complete"));
        assertEquals(Instant.EPOCH.plusNanos((long) poses.get("firstTimeNanos")).toString(), summary.get("startedAt"));
    }

    private void checkTexts() throws Exception {
        UUID id = SessionFolder.id("frog-0", "2026-11-29T00-41-56");
        String[] track = get(id, "/track.csv").text().split("\n");
        assertEquals("time,x,y,heading", track[0]);
        assertEquals(561, track.length);
        assertEquals("1795912916.999532544,3.0,3.0,0.0", track[1]);
        String[] volts = get(id, "/scalars.csv?entity=/power/battery_voltage").text().split("\n");
        assertEquals("time,value", volts[0]);
        assertEquals(281, volts.length);
        assertEquals("1795912916.999532544,51.2", volts[1]);
        assertEquals(561, get(id, "/scalars.csv?entity=%2Fslam%2Fkeyframe_count").text().split("\n").length, "one line a time");
        assertEquals(404, get(id, "/scalars.csv?entity=/nothing").status());
        assertEquals(400, get(id, "/scalars.csv").status());
        Map<String, Object> feature = get(id, "/track.geojson").json();
        assertEquals("Feature", feature.get("type"));
        assertNull(feature.get("geometry"), "nothing says where it was, and nobody guesses");
        Map<String, Object> known = get(SessionFolder.id("frog-1", "2026-11-29T00-41-56"), "/track.geojson").json();
        assertEquals("LineString", object(known, "geometry").get("type"));
        assertEquals(30, ((List<?>) object(known, "geometry").get("coordinates")).size());
        assertEquals(List.of(-81.808464, 41.48102697), ((List<?>) object(known, "geometry").get("coordinates")).getFirst());
        Map<String, Object> curves = get(id, "/curves").json();
        assertEquals(560, ((List<?>) curves.get("track")).size());
        assertFalse(object(curves, "curves").isEmpty());
        assertEquals(404, archive.api().get("/sessions/no-uuid/summary").status());
        assertEquals(404, get(UUID.randomUUID(), "/track.csv").status());
        UUID broken = SessionFolder.id("frog-0", "2026-11-28T00-00-00");
        assertEquals(0, summary(broken).get("poses"));
        assertTrue(summary(broken).get("fault").toString().startsWith("it is no recording"), summary(broken).toString());
    }

    /** The list shows what is in the recording where there is no metadata.json. */
    private void checkDiscovery() throws Exception {
        try (Discovery discovery = Discovery.start(Map.of("PORT", "0", "TELEMETRY_PORT", "0", "DATA_DIR", temp.resolve("discovery")
                .toString(),
                "SESSIONS_DIR", temp.resolve("sessions").toString()))) {
            String list = new Api(discovery.port()).get("/api/sessions?rover_id=frog-0").text();
            List<Map<String, Object>> sessions = list(JSON.std.mapFrom(list), "sessions");
            Map<String, Object> field = sessions.stream().filter(each -> each.get("session_dir").equals("2026-11-29T00-41-56")).findFirst()
                    .orElseThrow();
            assertEquals(560, field.get("pose_samples"));
            assertEquals(280, field.get("lidar_frames"));
            assertEquals("2026-11-29T00:42:52.899532544Z", field.get("ended_at"));
            assertEquals(55.9, (double) field.get("duration_secs"), 0.01);
            assertEquals("2026-11-29T00:41:56Z", field.get("started_at"));
            assertEquals(SessionFolder.id("frog-0", "2026-11-29T00-41-56").toString(), field.get("session_id"));
        }
    }

    /** A recording that grew is read again; one that did not is not. */
    @Test
    void whatGrewIsReadAgain() throws Exception {
        byte[] whole = FieldRecordings.read("ended");
        Path file = put("frog-9/sessions/2026-11-29T00-41-56", java.util.Arrays.copyOf(whole, whole.length / 2));
        Sessions sessions = new Sessions();
        SessionWatch watch = new SessionWatch(temp.resolve("sessions").toRealPath(), depot.common.time.Time.SYSTEM, sessions, () -> { });
        watch.look();
        UUID id = SessionFolder.id("frog-9", "2026-11-29T00-41-56");
        int half = sessions.find(id).orElseThrow().summary().orElseThrow().poses();
        FileTime written = Files.getLastModifiedTime(file.resolveSibling(".depot-summary"));
        watch.look();
        assertEquals(written, Files.getLastModifiedTime(file.resolveSibling(".depot-summary")));
        Files.write(file, whole);
        Files.setLastModifiedTime(file, LONG_AGO);
        watch.look();
        assertTrue(half > 20 && half < 100, half + " poses");
        assertEquals(120, sessions.find(id).orElseThrow().summary().orElseThrow().poses());
    }

    @SuppressWarnings("unchecked") // of JSON objects
    private static Map<String, Object> object(Map<String, Object> from, String name) {
        return (Map<String, Object>) from.get(name);
    }

    @SuppressWarnings("unchecked") // of JSON objects
    private static List<Map<String, Object>> list(Map<String, Object> from, String name) {
        return (List<Map<String, Object>>) from.get(name);
    }
}
