package depot.archive.maps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.place.Frame;
import depot.archive.recording.FieldRecordings;
import depot.archive.sessions.SessionWatch;
import depot.archive.sessions.Sessions;
import depot.common.time.Time;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two rovers that drove at the same time, a hundred metres apart: no scan gets a place between them. */
class InputWriterTest {
    private static final double APART = 100;

    @TempDir
    Path temp;

    @Test
    void recordingsOfTheSameTimeFollowOneAnother() throws Exception {
        Path top = temp.resolve("sessions");
        for (String rover : List.of("bvr-01", "bvr-02")) {
            Path file = Files.write(Files.createDirectories(top.resolve(rover + "/sessions/2026-11-29T00-42-03")).resolve("session.rrd"),
                    FieldRecordings.read("compacted"));
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7200)));
        }
        Sessions sessions = new Sessions();
        new SessionWatch(top, Time.SYSTEM, sessions, () -> { }).look();
        Path folder = temp.resolve("input");
        int first;
        try (InputWriter writer = new InputWriter(folder, false)) {
            writer.add(sessions.newestFirst().get(0), Frame.SAME);
            first = writer.lidarFrames();
            writer.add(sessions.newestFirst().get(1), new Frame(APART, 0, 0));
            assertEquals(2 * first, writer.lidarFrames());
        }
        List<double[]> poses = numbers(folder.resolve("poses.csv"));
        int change = 0;
        for (int i = 1; i < poses.size(); i++) {
            boolean far = Math.abs(poses.get(i)[1] - poses.get(i - 1)[1]) > APART / 2;
            change += far ? 1 : 0;
            assertTrue(!far || poses.get(i)[0] - poses.get(i - 1)[0] > 60, "from one rover to the other no time is near");
        }
        assertEquals(1, change);
        List<double[]> scans = numbers(folder.resolve("lidar/timestamps.csv"));
        double end = scans.subList(0, first).stream().mapToDouble(scan -> scan[1]).max().orElseThrow();
        assertTrue(scans.subList(first, 2 * first).stream().allMatch(scan -> scan[1] > end + 60), "nor of scans");
    }

    private static List<double[]> numbers(Path file) throws Exception {
        return Files.readAllLines(file).stream().skip(1).map(line -> List.of(line.split(",")).stream().mapToDouble(Double::parseDouble)
                .toArray()).toList();
    }
}
