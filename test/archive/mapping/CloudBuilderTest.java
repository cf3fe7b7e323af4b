package depot.archive.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Known clouds, seen from known poses, come out where they are. */
class CloudBuilderTest {
    @TempDir
    Path temp;

    private Path session;
    private final StringBuilder poses = new StringBuilder("timestamp_secs,x,y,z,qx,qy,qz,qw\n");
    private final StringBuilder times = new StringBuilder("frame,timestamp\n");
    private int frames;

    @BeforeEach
    void folders() throws IOException {
        session = temp.resolve("session");
        Files.createDirectories(session.resolve("lidar"));
        Files.createDirectories(temp.resolve("work"));
    }

    private void pose(double time, double x, double y, double heading) {
        poses.append(String.format(Locale.ROOT, "%.3f,%f,%f,0,0,0,%.9f,%.9f%n", time, x, y, Math.sin(heading / 2), Math.cos(heading / 2)));
    }

    private void frame(double time, String points) throws IOException {
        Files.writeString(session.resolve(String.format(Locale.ROOT, "lidar/%06d.pcd", frames)),
                "# .PCD v0.7\nVERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nDATA ascii\n" + points);
        times.append(frames++).append(',').append(time).append('\n');
    }

    private CloudBuilder.Stats build() throws Exception {
        Files.writeString(session.resolve("poses.csv"), poses);
        Files.writeString(session.resolve("lidar/timestamps.csv"), times);
        return new CloudBuilder(temp.resolve("work")).build(SessionInput.read(session, JobLimits.ofThisProcess()),
                temp.resolve("splat.ply"), temp.resolve("thumbnail.png"));
    }

    private float[] points() throws IOException {
        byte[] ply = Files.readAllBytes(temp.resolve("splat.ply"));
        int begin = new String(ply, 0, 600, StandardCharsets.ISO_8859_1).indexOf("end_header\n") + 11;
        ByteBuffer all = ByteBuffer.wrap(ply, begin, ply.length - begin).slice().order(ByteOrder.LITTLE_ENDIAN);
        float[] points = new float[all.remaining() / 56 * 3];
        for (int i = 0; i < points.length; i++) {
            points[i] = all.getFloat(i / 3 * 56 + i % 3 * 4);
        }
        return points;
    }

    /** What is at (x, y, z) in the world, as a rover sees it from a pose. */
    private static String seen(double[][] world, double x, double y, double heading) {
        StringBuilder points = new StringBuilder();
        for (double[] point : world) {
            double dx = point[0] - x;
            double dy = point[1] - y;
            points.append(String.format(Locale.ROOT, "%.5f %.5f %.5f%n", Math.cos(heading) * dx + Math.sin(heading) * dy,
                    -Math.sin(heading) * dx + Math.cos(heading) * dy, point[2]));
        }
        return points.toString();
    }

    private static double[][] ball() {
        Random random = new Random(3);
        double[][] world = new double[400][];
        for (int i = 0; i < world.length; i++) {
            double up = random.nextDouble() * 2 - 1;
            double around = random.nextDouble() * 2 * Math.PI;
            double side = Math.sqrt(1 - up * up) * 0.5;
            world[i] = new double[] {31.8 + side * Math.cos(around), 0.1 + side * Math.sin(around), 0.5 * up}; // over an edge of squares
        }
        return world;
    }

    /** Turning through ±π between two poses half a second apart, and seen from in between. */
    @Test
    void pointsAreWhereTheyAreWhateverTheTurn() throws Exception {
        double[][] world = ball();
        for (int i = 0; i <= 40; i++) {
            pose(1000 + 0.5 * i, 30, 1 + 0.1 * i, Math.PI - 2 + 0.1 * i); // radians: passes π on its way
        }
        for (int i = 0; i < 40; i++) {
            double at = i + 0.37;
            frame(1000 + 0.5 * at, seen(world, 30, 1 + 0.1 * at, Math.PI - 2 + 0.1 * at));
        }
        CloudBuilder.Stats stats = build();
        assertEquals(40, stats.frames);
        assertEquals(16_000, stats.inputPoints);
        float[] points = points();
        assertEquals(stats.outputPoints, points.length / 3);
        assertTrue(stats.outputPoints > 100, stats.outputPoints + " points");
        for (int i = 0; i < points.length; i += 3) {
            double from = Math.sqrt(Math.pow(points[i] - 31.8, 2) + Math.pow(points[i + 1] - 0.1, 2) + Math.pow(points[i + 2], 2));
            assertEquals(0.5, from, 0.05, "within a voxel");
        }
    }

    @Test
    void whatIsFarFromAllElseIsLeftOutAndDamagedFramesAreCounted() throws Exception {
        double[][] world = ball();
        pose(0, 30, 0, 0);
        pose(100, 30, 0, 0);
        frame(10, seen(world, 30, 0, 0) + "-25 10 0\nnan nan nan\n");
        frame(20, "1 2 3\nnonsense here now\n");
        frame(500, "1 2 3\n"); // long after the last pose
        Files.writeString(session.resolve("lidar/000003.pcd"), "DATA binary\nxxxx");
        times.append("3,30\n");
        CloudBuilder.Stats stats = build();
        assertEquals(1, stats.frames);
        assertEquals(2, stats.damagedFrames);
        assertEquals(1, stats.framesWithoutPose);
        for (float value : points()) {
            assertTrue(value < 40 && value > -5, "the lone point is gone");
        }
        assertEquals(stats.outputPoints, stats.singlePassPoints, "all within a minute");
        byte[] png = Files.readAllBytes(temp.resolve("thumbnail.png"));
        assertEquals(0x89, png[0] & 0xFF);
        try (var left = Files.list(temp.resolve("work"))) {
            assertEquals(0, left.count(), "what is in between goes");
        }
    }

    @Test
    void pointsOfTwoPassesAreDistinguishedFromThoseOfOne() throws Exception {
        double[][] world = ball();
        pose(0, 30, 0, 0);
        pose(1000, 30, 0, 0);
        frame(10, seen(world, 30, 0, 0) + seen(new double[][] {{33, 3, 0}, {33.05, 3, 0}, {33.1, 3, 0}}, 30, 0, 0));
        frame(900, seen(world, 30, 0, 0));
        CloudBuilder.Stats stats = build();
        assertTrue(stats.singlePassPoints <= 3 && stats.outputPoints > 100, stats.singlePassPoints + " of " + stats.outputPoints);
    }

    @Test
    void nothingToMapLeavesNoFiles() throws Exception {
        pose(0, 0, 0, 0);
        CloudBuilder.Stats stats = build();
        assertEquals(0, stats.outputPoints);
        assertFalse(Files.exists(temp.resolve("splat.ply")));
    }
}
