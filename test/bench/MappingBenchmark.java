package depot.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** How fast a session becomes a map without a GPU: ten million points of a made-up yard of 200 by 150 m, in a heap of 512 MB. */
final class MappingBenchmark implements Bench.Benchmark {
    private static final int FRAMES = 20_000;
    private static final int POINTS = 500; // of each
    private static final double WIDTH = 200;
    private static final double DEPTH = 150;

    @Override
    public String name() {
        return "mapping";
    }

    @Override
    public String note() {
        return FRAMES + " frames of " + POINTS
                + " points, read from PCD files; a process of one core with a heap of 512 MB, and of 192 MB as in its container.";
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.text("heap", "heap"), Column.number("points/cpu s", "pointsPerCpuSecond", 0),
                Column.number("seconds", "seconds", 1), Column.number("cpu s", "cpuSeconds", 1),
                Column.number("map MB", "mapMegabytes", 1));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("depot-mapping");
        try {
            write(folder.resolve("session"));
            stage.say("written");
            return List.of(map(folder, "512m"), map(folder, "192m"));
        } finally {
            RecordingBenchmark.remove(folder);
        }
    }

    private static Map<String, Object> map(Path folder, String heap) throws IOException, InterruptedException {
        Path jobs = Files.createDirectories(folder.resolve("jobs"));
        Files.writeString(jobs.resolve("0a0a0a0a-0000-4000-8000-000000000001.json"), String.format(Locale.ROOT,
                "{\"id\":\"1\",\"session_path\":\"%s\",\"output_path\":\"%s\",\"config\":{}}", folder.resolve("session"),
                folder.resolve("out")));
        RecordingBenchmark.Took took = RecordingBenchmark.Took.by(
                () -> RecordingBenchmark.run(RecordingBenchmark.command(heap, "map", jobs)));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("heap", heap);
        row.put("pointsPerCpuSecond", FRAMES * (double) POINTS / took.cpuSeconds());
        row.put("seconds", took.seconds());
        row.put("cpuSeconds", took.cpuSeconds());
        row.put("mapMegabytes", Files.size(folder.resolve("out/splat.ply")) / 1e6);
        return row;
    }

    /** A rover goes to and fro, and sees walls and things three metres high. */
    private static void write(Path session) throws IOException {
        Files.createDirectories(session.resolve("lidar"));
        StringBuilder poses = new StringBuilder("timestamp_secs,x,y,z,qx,qy,qz,qw\n");
        StringBuilder times = new StringBuilder("frame,timestamp\n");
        Random random = new Random(1);
        for (int i = 0; i < FRAMES; i++) {
            double x = 5 + (WIDTH - 10) * Math.abs((i % 2000) / 1000.0 - 1);
            double y = 5 + (DEPTH - 10) * i / FRAMES;
            poses.append(String.format(Locale.ROOT, "%.1f,%.3f,%.3f,0,0,0,0,1%n", 0.1 * i, x, y));
            times.append(i).append(',').append(0.1 * i).append('\n');
            StringBuilder points = new StringBuilder("VERSION 0.7\nFIELDS x y z\nDATA ascii\n");
            for (int p = 0; p < POINTS; p++) {
                double angle = 2 * Math.PI * p / POINTS;
                double reach = 6 + 4 * Math.sin(3 * Math.floor(x / 8) + 5 * Math.floor(y / 8) + 2 * angle);
                points.append(String.format(Locale.ROOT, "%.3f %.3f %.2f%n", reach * Math.cos(angle), reach * Math.sin(angle),
                        3 * random.nextDouble()));
            }
            Files.write(session.resolve(String.format(Locale.ROOT, "lidar/%06d.pcd", i)), points.toString()
                    .getBytes(StandardCharsets.US_ASCII));
        }
        Files.writeString(session.resolve("poses.csv"), poses);
        Files.writeString(session.resolve("lidar/timestamps.csv"), times);
    }
}
