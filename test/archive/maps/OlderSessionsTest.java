package depot.archive.maps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.ArchiveService;
import depot.support.Api;
import depot.support.Await;
import depot.support.ServiceProcess;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions as older recorders left them: a folder of frames with poses, taken as it is. */
class OlderSessionsTest {
    private static final int FRAMES = 40;
    private static final double HALF = 5; // metres from the middle of a square room to its walls

    @TempDir
    Path temp;

    /** A rover stands turned in the middle of a square room and goes on a little; its scans are of the walls. */
    private Path session(String place, String more, UUID id) throws Exception {
        Path folder = Files.createDirectories(temp.resolve("sessions").resolve(place));
        Files.createDirectories(folder.resolve("lidar"));
        StringBuilder poses = new StringBuilder("timestamp_secs,x,y,z,qx,qy,qz,qw\n");
        StringBuilder times = new StringBuilder("frame,timestamp\n");
        double turn = Math.toRadians(30);
        for (int i = 0; i < FRAMES; i++) {
            double x = 0.02 * i;
            poses.append(String.format(Locale.ROOT, "%.2f,%.3f,0,0,0,0,%.9f,%.9f%n", 1000 + 0.1 * i, x, Math.sin(turn / 2),
                    Math.cos(turn / 2)));
            times.append(i).append(',').append(1000 + 0.1 * i).append('\n');
            StringBuilder points = new StringBuilder("VERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nDATA ascii\n");
            for (double at = -HALF; at < HALF; at += 0.05) {
                for (double[] wall : new double[][] {{at, -HALF}, {at, HALF}, {-HALF, at}, {HALF, at}}) {
                    double dx = wall[0] - x;
                    points.append(String.format(Locale.ROOT, "%.4f %.4f 0.1%n", Math.cos(turn) * dx + Math.sin(turn) * wall[1],
                            -Math.sin(turn) * dx + Math.cos(turn) * wall[1]));
                }
            }
            Files.writeString(folder.resolve(String.format(Locale.ROOT, "lidar/%06d.pcd", i)), points);
        }
        Files.writeString(folder.resolve("poses.csv"), poses);
        Files.writeString(folder.resolve("lidar/timestamps.csv"), times);
        Files.writeString(folder.resolve("metadata.json"), """
                {"session_id":"%s","rover_id":"frog-7","started_at":"2025-03-01T08:00:00Z","ended_at":"2025-03-01T08:00:04Z",
                "duration_secs":4.0,"gps_bounds":null,"lidar_frames":%d,"camera_frames":0,"pose_samples":%d%s}"""
                .formatted(id, FRAMES, FRAMES, more));
        return folder;
    }

    private static Map<String, Object> mapped(Api api, UUID id) throws Exception {
        Await.until("it is done with", () -> api.get("/sessions/" + id).text().matches(".*\"status\":\"(processed|failed|invalid)\".*"));
        Map<String, Object> session = api.get("/sessions/" + id).json();
        assertEquals("processed", session.get("status"), session.toString());
        assertNull(session.get("error"));
        assertEquals("frog-7", session.get("roverId"));
        assertEquals("2025-03-01T08:00:00Z", session.get("startedAt"));
        assertEquals(FRAMES, session.get("lidarFrames"));
        float[] points = FieldMapTest.points(api.get("/maps/" + session.get("mapId") + "/splat.ply").body(), 14);
        assertTrue(points.length / 3 > 700, points.length / 3 + " points");
        for (int i = 0; i < points.length; i += 3) {
            assertEquals(HALF, Math.max(Math.abs(points[i]), Math.abs(points[i + 1])), 0.05, "on a wall");
        }
        return session;
    }

    private static List<String> names(Path folder) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(Path::toString).sorted().collect(Collectors.toList());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"frog-7/sessions/2025-03-01T08-00-00|''",
        "frog-7/sessions/anything|,\"session_file\":\"session.rrd\"",
        "frog-7/2025-03-01T08-00-00|,\"telemetry_file\":\"telemetry.bin\"", "frog-7/2025-03-01T08-00-00|,\"session_file\":null"})
    void aFolderOfFramesIsTakenAsItIsWhateverItsMetadataNames(String place, String more) throws Exception {
        UUID id = UUID.randomUUID();
        Path folder = session(place, more, id);
        if (more.contains("telemetry")) {
            Files.writeString(folder.resolve("telemetry.bin"), "no recording of today's");
        }
        List<String> before = names(folder);
        try (ArchiveService archive = ArchiveService.start(temp)) {
            assertEquals("it stands alone: it is a folder of frames, in a frame of its own", mapped(archive.api(), id).get("note"));
        }
        before.removeIf(name -> name.contains(".depot"));
        assertEquals(before, names(folder).stream().filter(name -> !name.contains(".depot")).toList(), "nothing of it is gone");
    }

    /** Four hours at forty poses a second: as an array that doubles, they would take more than the heap has. */
    @Test
    void aLongSessionIsMappedInFortyEightMegabytesOfHeap() throws Exception {
        UUID id = UUID.randomUUID();
        Path folder = session("frog-7/sessions/2025-03-01T08-00-00", ",\"session_file\":\"session.rrd\"", id);
        double half = Math.toRadians(30) / 2;
        String turn = String.format(Locale.ROOT, ",0,0,0,0,%.9f,%.9f\n", Math.sin(half), Math.cos(half));
        try (BufferedWriter poses = Files.newBufferedWriter(folder.resolve("poses.csv"))) {
            poses.write("timestamp_secs,x,y,z,qx,qy,qz,qw\n");
            for (int i = 0; i < 4 * 3600 * 40; i++) {
                poses.write(1000 + i / 40.0 + "," + 0.2 * (i / 40.0) + turn);
            }
        }
        try (ServiceProcess archive = ServiceProcess.start("archive", temp, List.of("-Xmx48m"), "SFTP_PORT", "0", "SESSIONS_FREE_GB",
                "0", "SESSIONS_DIR", temp.resolve("sessions").toString(), "MAPS_DIR", temp.resolve("maps").toString(), "JOBS_DIR",
                temp.resolve("jobs").toString())) {
            mapped(archive.api(), id);
            assertTrue(archive.isAlive());
        }
    }

    @Test
    void damagedFramesAreLeftOutAndCounted() throws Exception {
        UUID id = UUID.randomUUID();
        Path folder = session("frog-7/sessions/2025-03-01T08-00-00", ",\"session_file\":\"session.rrd\"", id);
        Path cut = folder.resolve("lidar/000003.pcd");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 60)); // within its head
        Files.writeString(folder.resolve("lidar/000007.pcd"), "VERSION 0.7\nFIELDS x y z\nDATA binary\n\1\2\3");
        Files.writeString(folder.resolve("lidar/000009.pcd"), "VERSION 0.7\nFIELDS x y z\nDATA ascii\n1 2 3\n4 nothing 6\n");
        Files.writeString(folder.resolve("poses.csv"), Files.readString(folder.resolve("poses.csv")) + "1004.1,nothing,0\n");
        try (ArchiveService archive = ArchiveService.start(temp)) {
            Map<String, Object> session = mapped(archive.api(), id);
            assertTrue(session.get("note").toString().endsWith("3 frames are damaged and were left out"), session.toString());
        }
    }
}
