package depot.sim.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.recording.Points;
import depot.archive.recording.PoseJoiner;
import depot.archive.recording.RecordingListener;
import depot.archive.recording.RecordingReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What simulated rovers record is read as the field's recordings are, and holds what they drove and saw. */
class DriveRecordingTest {
    private static final long START = 1_795_912_916_000_000_000L;
    private static final Yard YARD = new Yard(7);

    private static byte[] recording() {
        DriveRecording drive = new DriveRecording("sim-01-2026-11-29T00-41-56", YARD);
        drive.mode(START, "Autonomous");
        for (int i = 0; i < 100; i++) {
            double angle = 2 * Math.PI * i / 100;
            drive.add(START + i * 500_000_000L, 30 + 10 * Math.sin(angle), 10 - 10 * Math.cos(angle), angle, 50 - i * 0.01);
        }
        return drive.bytes();
    }

    @Test
    void whatIsDrivenIsRead() {
        List<double[]> poses = new ArrayList<>();
        List<double[]> seen = new ArrayList<>();
        List<String> modes = new ArrayList<>();
        PoseJoiner joiner = new PoseJoiner((nanos, x, y, heading) -> poses.add(new double[] {x, y, heading}));
        byte[] bytes = recording();
        RecordingReader.Result result = new RecordingReader(new RecordingListener() {
            @Override
            public boolean wants(String entity) {
                return true;
            }

            @Override
            public void scalar(String entity, long nanos, double value) {
                joiner.scalar(entity, nanos, value);
            }

            @Override
            public void text(String entity, long nanos, String text, String level) {
                modes.add(text);
            }

            @Override
            public void points(String entity, long nanos, Points points) {
                int note = (int) ((nanos - START) / 500_000_000L);
                double angle = 2 * Math.PI * note / 100;
                for (int i = 0; i < points.count(); i++) {
                    seen.add(new double[] {30 + 10 * Math.sin(angle) + Math.cos(angle) * points.x(i) - Math.sin(angle) * points.y(i),
                        10 - 10 * Math.cos(angle) + Math.sin(angle) * points.x(i) + Math.cos(angle) * points.y(i)});
                }
            }
        }).read(bytes, 0, bytes.length);
        assertTrue(result.complete() && result.ended(), result.toString());
        assertEquals(Map.of(), result.notes());
        assertEquals("sim-01-2026-11-29T00-41-56", result.applicationId());
        assertEquals(List.of("Autonomous"), modes);
        assertEquals(100, poses.size());
        assertArrayEquals(new double[] {0, 0, 0}, poses.getFirst(), "where it was switched on");
        assertEquals(20, poses.get(50)[1], 0.01, "across the circle");
        assertTrue(seen.size() > 500, seen.size() + " points");
        for (double[] point : seen) {
            double nearest = Double.MAX_VALUE;
            int east = (int) Math.floor(point[0] / 12);
            int north = (int) Math.floor(point[1] / 12);
            for (int i = -1; i <= 1; i++) {
                for (int j = -1; j <= 1; j++) {
                    Yard.Thing thing = YARD.thing(east + i, north + j);
                    nearest = thing == null ? nearest
                            : Math.min(nearest, Math.abs(Math.hypot(point[0] - thing.x(), point[1] - thing.y()) - thing.radius()));
                }
            }
            assertTrue(nearest < 0.06, "a point " + nearest + " m from all that stands there");
        }
        assertArrayEquals(recording(), bytes, "the same each time");
    }

    /** The Python that has the vendor's reader, rerun-sdk 0.22.1, is wherever DEPOT_RERUN_PYTHON says. */
    @Test
    void theVendorsReaderOpensIt(@TempDir Path folder) throws Exception {
        String python = System.getenv("DEPOT_RERUN_PYTHON");
        Assumptions.assumeTrue(python != null && !python.isEmpty(), "DEPOT_RERUN_PYTHON names no Python with rerun-sdk");
        Path file = Files.write(folder.resolve("session.rrd"), recording());
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(python, "-c", """
                import sys, rerun.dataframe as rrd
                recording = rrd.load_recording(sys.argv[1])
                for contents in ('/robot/x', '/lidar/scan'):
                    print(contents, recording.view(index='time', contents=contents).select().read_all().num_rows)
                """, file.toString()).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it is done");
        String text = Files.readString(said);
        assertTrue(text.contains("/robot/x 100\n") && text.contains("/lidar/scan "), text);
        assertFalse(text.contains("/lidar/scan 0"), text);
    }
}
