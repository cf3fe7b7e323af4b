package depot.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    private static final int MINUTES = Integer.parseInt(System.getenv().getOrDefault("BENCH_MINUTES", "10"));

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
                s, %d consoles in delta mode and %d in list mode, whose delay is told; besides %d readers of GET /rovers and %d consoles
                that read 5 KB a second at most, and %d heads that come a byte at a time, from 50 addresses; who is closed comes again.
                BENCH_MINUTES says how long, 10 if it is not set. heap: live objects after a collection, at the end of each minute; output:
                what the service says it holds for clients; closed: connections that the slow
                ones lost so far.""".formatted(ROVERS, DELTA_CONSOLES, LIST_CONSOLES, READERS, SLOW_CONSOLES, HEADS) + Columns.COST_NOTE;
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
                LoadRun load = stage.load(service, Duration.ofMinutes(MINUTES + 4L), "fleet", "--connections", "" + ROVERS,
                        "--deltas", "" + DELTA_CONSOLES, "--lists", "" + LIST_CONSOLES, "--warm-up-ms", "10000", "--rounds", "" + MINUTES,
                        "--round-ms", "60000")) {
            List<Map<String, Object>> rows = new ArrayList<>();
            try (SlowCrowd crowd = new SlowCrowd(service.port(), READERS, SLOW_CONSOLES,
                    HEADS); HttpClient http = HttpClient.newHttpClient()) {
                for (int minute = 1; minute <= MINUTES; minute++) {
                    load.awaitLine("round " + minute + " of ");
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("minute", minute);
                    row.put("residentBytes", Memory.resident(service.pid()));
                    row.put("outputBytes", output(http, service.port()));
                    row.put("closed", crowd.closed());
                    row.put("liveHeapBytes", Memory.liveHeap(stage.jcmd(), service.pid()));
                    rows.add(row);
                }
            }
            LoadRun.Result result = load.result();
            for (int i = 0; i < rows.size(); i++) {
                Map<String, Object> round = result.rounds().get(i);
                Map<?, ?> delay = (Map<?, ?>) ((Map<?, ?>) round.remove("deltas")).get("delay");
                rows.get(i).putAll(round);
                rows.get(i).put("deltaP50Ms", delay.get("p50Ms"));
                rows.get(i).put("deltaP99Ms", delay.get("p99Ms"));
            }
            rows.getLast().put("errors", result.errors());
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
