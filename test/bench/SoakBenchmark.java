package depot.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Whether discovery grows: memory, minute by minute, under a fleet, consoles, and clients that are slow on purpose, in a small heap. */
final class SoakBenchmark implements Bench.Benchmark {
    private static final int ROVERS = 5_000;
    private static final int DELTA_CONSOLES = 20;
    private static final int LIST_CONSOLES = 2;
    private static final int READERS = 150;
    private static final int SLOW_CONSOLES = 60;
    private static final int HEADS = 200;

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public boolean onlyByName() {
        return true;
    }

    @Override
    public String note() {
        return """
                Discovery with -Xmx128m and MAX_CONNECTIONS=6000 (by itself it would let in half as many): %,d rovers with a heartbeat in 2
                s, %d consoles in delta mode and %d in list mode, whose delay is reported; besides %d readers of GET /rovers and %d consoles
                that read 5 KB a second at most, and %d heads that come a byte at a time, from 50 addresses; who is closed comes again.
                output: what the service says it holds for clients; closed: connections that the slow ones lost so far.
                """.formatted(ROVERS, DELTA_CONSOLES, LIST_CONSOLES, READERS, SLOW_CONSOLES, HEADS) + Minutes.NOTE + Columns.COST_NOTE;
    }

    @Override
    public List<Column> columns() {
        return Columns.withCost(Column.count("minute", "minute"), Column.count("heartbeats/s", "perSecond"),
                Column.number("delta p50 ms", "deltaP50Ms", 1), Column.number("delta p99 ms", "deltaP99Ms", 1),
                Column.bytes("heap MB", "liveHeapBytes", 1e6), Column.bytes("resident MB", "residentBytes", 1e6),
                Column.bytes("output MB", "outputBytes", 1e6), Column.count("closed", "closed"));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        try (Stage.Service service = stage.discovery(Map.of("MAX_CONNECTIONS", "6000"), "-Xmx128m");
                LoadRun load = Minutes.load(stage, service, "fleet", Duration.ofSeconds(10), "--connections", "" + ROVERS,
                        "--deltas", "" + DELTA_CONSOLES, "--lists", "" + LIST_CONSOLES)) {
            List<Map<String, Object>> rows;
            try (SlowCrowd crowd = new SlowCrowd(service.port(), READERS, SLOW_CONSOLES, HEADS);
                    HttpClient http = HttpClient.newHttpClient()) {
                rows = Minutes.rows(load, service, (last, row) -> {
                    row.put("outputBytes", output(http, service.port()));
                    row.put("closed", crowd.closed());
                    row.put("liveHeapBytes", Memory.liveHeap(stage.jcmd(), service.pid()));
                });
            }
            Minutes.complete(rows, load, "delta", round -> (Map<?, ?>) ((Map<?, ?>) round.remove("deltas")).get("delay"));
            return rows;
        }
    }

    private static Double output(HttpClient http, int port) throws IOException, InterruptedException {
        String metrics = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofString()).body();
        return metrics.lines().filter(line -> line.startsWith("depot_output_bytes ")).map(line -> Double.valueOf(line.split(" ")[1]))
                .findFirst().orElse(null);
    }
}
