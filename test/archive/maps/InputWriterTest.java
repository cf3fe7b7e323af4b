package depot.archive.maps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.place.Frame;
import depot.archive.recording.FieldRecordings;
import depot.archive.recording.RecordingListener;
import depot.archive.sessions.SessionWatch;
import depot.archive.sessions.Sessions;
import depot.archive.store.FreeSpace;
import depot.common.time.Time;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What recordings become for a worker: no scan gets a place between two rovers, and no disk is filled. */
class InputWriterTest {
    private static final double APART = 100;
    private static final JobPlan ALL = new JobPlan(45_000_000, 1);
    private static final FreeSpace ROOM = new FreeSpace(() -> Long.MAX_VALUE, 0);

    @TempDir
    Path temp;

    private Sessions sessions() throws Exception {
        Path top = temp.resolve("sessions");
        for (String rover : List.of("bvr-01", "bvr-02")) {
            Path file = Files.write(Files.createDirectories(top.resolve(rover + "/sessions/2026-11-29T00-42-03")).resolve("session.rrd"),
                    FieldRecordings.read("compacted"));
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7200)));
        }
        Sessions sessions = new Sessions();
        new SessionWatch(top, Time.SYSTEM, sessions, () -> { }).look();
        return sessions;
    }

    /** Two rovers that drove at the same time, a hundred metres apart. */
    @Test
    void recordingsOfTheSameTimeFollowOneAnother() throws Exception {
        Sessions sessions = sessions();
        Path folder = temp.resolve("input");
        int first;
        try (InputWriter writer = new InputWriter(folder, false, ALL, ROOM)) {
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

    @Test
    void whatDoesNotFitInMemoryIsThinned() throws Exception {
        Sessions sessions = sessions();
        int[] frames = new int[2];
        double step = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 2; i++) {
            Path folder = temp.resolve("input" + i);
            try (InputWriter writer = new InputWriter(folder, false, i == 0 ? ALL : new JobPlan(500_000_000, 3), ROOM)) {
                writer.add(sessions.newestFirst().getFirst(), Frame.SAME);
                frames[i] = writer.lidarFrames();
            }
            List<double[]> poses = numbers(folder.resolve("poses.csv"));
            step = poses.get(1)[0] - poses.get(0)[0];
            assertTrue(step < 0.2 || i == 1, step + " s");
        }
        assertTrue(step >= 0.5, step + " s");
        assertEquals((frames[0] + 2) / 3, frames[1]);
    }

    /** Pictures count as scans do. */
    @Test
    void whatIsToStayFreeStaysFree() throws Exception {
        Path folder = temp.resolve("input");
        long floor = 5_000_000_000L;
        long free = 3_000_000;
        AtomicLong asked = new AtomicLong();
        FreeSpace space = new FreeSpace(() -> {
            asked.incrementAndGet();
            return floor + free - written(folder);
        }, floor);
        byte[] picture = new byte[100_000];
        try (InputWriter writer = new InputWriter(folder, false, ALL, space)) {
            RecordingListener listener = writer.next(Frame.SAME);
            UncheckedIOException full = assertThrows(UncheckedIOException.class, () -> {
                for (int i = 0; i < 100; i++) {
                    listener.picture("/camera/front", 1_700_000_000_000_000_000L + i, picture, 0, picture.length);
                }
            });
            assertInstanceOf(FreeSpace.DiskFull.class, full.getCause());
        }
        long written = written(folder);
        assertTrue(written > free - 1_200_000 && written < free + 1_200_000, written + " bytes were written");
        assertTrue(asked.get() < 30, "the disk is not asked for each");
    }

    private static long written(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.mapToLong(file -> file.toFile().length()).sum();
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<double[]> numbers(Path file) throws Exception {
        return Files.readAllLines(file).stream().skip(1).map(line -> List.of(line.split(",")).stream().mapToDouble(Double::parseDouble)
                .toArray()).toList();
    }
}
