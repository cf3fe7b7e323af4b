package depot.bench;

import depot.gnss.frames.Framer;
import depot.gnss.frames.FramerCounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** How fast the framer takes a stream apart, on one thread, by JMH in a process of its own: {@link FramerSpeed}. */
final class FramerBenchmark implements Bench.Benchmark {

    private static final List<String> KINDS = List.of("mix", "nmea", "ubx", "rtcm3", "noise", "damaged", "capture");

    @Override
    public String name() {
        return "framer";
    }

    @Override
    public String note() {
        return """
                MB/s on one thread, pieces of 8 KB, every checksum verified; 1 MB is 10^6 bytes. JMH: 3 times half a second to warm up, 5
                measured, one process. mix: NMEA, UBX, RTCM 3 as 6 : 1 : 7, generated, as are the others; damaged: the mix with one byte of
                200 damaged; capture: a real ZED-F9P base's, where it is there. MB/s: of the median iteration.""";
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.text("stream", "stream"), Column.bytes("MB/s", "bytesPerSecond", 1e6),
                Column.bytes("slowest", "slowestBytesPerSecond", 1e6), Column.bytes("fastest", "fastestBytesPerSecond", 1e6),
                new Column("skipped %", "skippedShare", "%.1f", 0.01), Column.count("bytes a frame", "bytesAFrame"));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        String[] kinds = KINDS.stream().filter(kind -> FramerSpeed.stream(kind).length > 0).toArray(String[]::new);
        stage.say(kinds.length + " streams, 4 s each");
        try {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (RunResult result : new Runner(new OptionsBuilder().include(FramerSpeed.class.getName()).param("kind", kinds)
                    .verbosity(VerboseMode.SILENT).jvm(stage.java().toString())
                    .jvmArgs("-Ddepot.root=" + stage.root(), "--sun-misc-unsafe-memory-access=allow").shouldFailOnError(true).build())
                    .run()) {
                rows.add(row(result));
            }
            return rows;
        } catch (RunnerException e) {
            throw new IOException("JMH failed", e);
        }
    }

    private static Map<String, Object> row(RunResult result) {
        String kind = result.getParams().getParam("kind");
        byte[] stream = FramerSpeed.stream(kind);
        Framer framer = new Framer(frame -> { });
        framer.accept(stream);
        FramerCounts counts = framer.counts();
        Statistics micros = result.getPrimaryResult().getStatistics();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("stream", kind);
        row.put("bytesPerSecond", stream.length / micros.getPercentile(50) * 1e6);
        row.put("slowestBytesPerSecond", stream.length / micros.getMax() * 1e6);
        row.put("fastestBytesPerSecond", stream.length / micros.getMin() * 1e6);
        row.put("skippedShare", (double) counts.skippedBytes() / counts.bytes());
        row.put("bytesAFrame", counts.bytes() / Math.max(1, counts.frames()));
        return row;
    }
}
