package depot.archive.maps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.ArchiveService;
import depot.archive.place.Placement;
import depot.archive.recording.FieldRecordings;
import depot.archive.recording.PoseJoiner;
import depot.archive.recording.RecordingListener;
import depot.archive.recording.RecordingReader;
import depot.discovery.Discovery;
import depot.discovery.telemetry.KeptPositions;
import depot.recordings.SessionFolder;
import depot.support.Api;
import depot.support.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Today's recordings have no positions; the rover's telemetry of the same minutes has, and the map is placed by it. */
class PlacedByTelemetryTest {
    /** Where the made-up drive was, turned by 100 degrees. */
    private static final Placement TRUE = new Placement(47.3769, 8.5417, Math.toRadians(100), 0, "");

    @TempDir
    Path temp;

    /** What a rover's telemetry said, once a second, by the poses of its recording, with 3 cm of noise. */
    private static void drive(byte[] recording, Path data) throws Exception {
        Random noise = new Random(1);
        long[] last = {0};
        try (KeptPositions kept = new KeptPositions(data)) {
            PoseJoiner poses = new PoseJoiner((nanos, x, y, heading) -> {
                if (nanos - last[0] < 950_000_000L) {
                    return;
                }
                last[0] = nanos;
                double eastward = x + 0.03 * noise.nextGaussian();
                double northward = y + 0.03 * noise.nextGaussian();
                kept.add("frog-0", nanos, TRUE.latitudeOf(eastward, northward), TRUE.longitudeOf(eastward, northward), 0.03);
            });
            new RecordingReader(new RecordingListener() {
                @Override
                public boolean wants(String entity) {
                    return PoseJoiner.wants(entity);
                }

                @Override
                public void scalar(String entity, long nanos, double value) {
                    poses.scalar(entity, nanos, value);
                }
            }).read(recording, 0, recording.length);
        }
    }

    @Test
    @SuppressWarnings("unchecked") // of JSON
    void aMapIsPlacedByTheRoversTelemetry() throws Exception {
        byte[] recording = FieldRecordings.read("field");
        drive(recording, Files.createDirectories(temp.resolve("discovery")));
        try (Discovery discovery = Discovery.start(Map.of("PORT", "0", "TELEMETRY_PORT", "0", "ROVER_LINKS", "off", "DATA_DIR",
                temp.resolve("discovery").toString(), "SESSIONS_DIR", temp.resolve("sessions").toString()))) {
            Api fleet = new Api(discovery.port());
            fleet.post("/register", "{\"id\":\"frog-0\",\"name\":\"Frog\",\"address\":\"ws://127.0.0.1:1\"}");
            String minutes = "/rovers/frog-0/positions?from=1795912916000&to=1795912973000";
            assertTrue(((List<?>) fleet.get(minutes).json().get("positions")).size() >= 4 * 50);
            assertEquals(422, fleet.get("/rovers/frog-0/positions?from=x&to=1").status());
            Path file = Files.write(Files.createDirectories(temp.resolve("sessions/frog-0/sessions/2026-11-29T00-41-56"))
                    .resolve("session.rrd"), recording);
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7200)));
            try (ArchiveService archive = ArchiveService.start(temp, "DISCOVERY_URL", "http://127.0.0.1:" + discovery.port())) {
                Api api = archive.api();
                String id = SessionFolder.id("frog-0", "2026-11-29T00-41-56").toString();
                Await.until("it is in a map", () -> "processed".equals(api.get("/sessions/" + id).json().get("status")));
                Map<String, Object> placement = (Map<String, Object>) api.get("/sessions/" + id).json().get("placement");
                assertEquals("telemetry", placement.get("source"));
                assertEquals(TRUE.turn(), (double) placement.get("turn"), Math.toRadians(0.5));
                Map<String, Object> map = api.get("/maps/" + api.get("/sessions/" + id).json().get("mapId")).json();
                Map<String, Object> bounds = (Map<String, Object>) map.get("bounds");
                double width = ((double) bounds.get("max_lat") - (double) bounds.get("min_lat")) * 111_180;
                assertEquals(24 * Math.sin(Math.toRadians(100)) + 16 * Math.abs(Math.cos(Math.toRadians(100))), width, 0.5,
                        "the yard, turned");
                Map<String, Object> track = api.get("/sessions/" + id + "/track.geojson").json();
                List<?> first = (List<?>) ((List<?>) ((Map<String, Object>) track.get("geometry")).get("coordinates")).getFirst();
                assertEquals(TRUE.longitudeOf(3, 3), (double) first.get(0), 3e-6);
                assertEquals(TRUE.latitudeOf(3, 3), (double) first.get(1), 2e-6);
                assertTrue(map.get("name").toString().startsWith("map_47.37"), map.toString());
            }
        }
    }
}
