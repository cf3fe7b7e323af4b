package depot.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How much telemetry discovery takes in, what is lost of it, and what it does to heartbeats. */
final class TelemetryBenchmark implements Bench.Benchmark {
    private static final int ROVERS = 10_000;
    private static final Map<String, String> NO_CAP = Map.of("MAX_ROVERS", "1000000");

    private record Kind(String what, Map<String, String> environment, int deltas, String rates) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("nobody watches", Map.of(), 0, "0,10000"),
            new Kind("5 consoles watch", Map.of(), 5, "10000"),
            new Kind("without a cap", NO_CAP, 0, "20000,40000"),
            new Kind("a flood", Map.of(), 0, "60000"));

    @Override
    public String name() {
        return "telemetry";
    }

    @Override
    public String note() {
        return """
                %,d registered rovers; datagrams of eight lines (600 bytes), 10 s after 5 s; meanwhile each rover's heartbeat every 5 s
                over HTTP, whose delay this is. taken in: of what was sent, by the service's own count; dropped: by the kernel, as it
                is read no faster than twice MAX_ROVERS a second (“without a cap”: MAX_ROVERS of a million). Heap: live objects after a
                collection, with an hour's curves of nine values of each rover; curves: what of that is theirs.
                """.formatted(ROVERS) + Columns.COST_NOTE;
    }

    @Override
    public List<Column> columns() {
        return Columns.withCost(
                Column.text("", "what"), Column.count("datagrams/s wanted", "rate"), Column.count("sent/s", "sentPerSecond"),
                new Column("taken in %", "takenShare", "%.2f", 0.01), new Column("dropped %", "droppedShare", "%.2f", 0.01),
                Column.count("heartbeats/s", "perSecond"), Column.number("p50 ms", "delayP50Ms", 2),
                Column.number("p99 ms", "delayP99Ms", 2),
                Column.bytes("heap MB", "liveHeapBytes", 1e6), Column.bytes("curves MB", "curveBytes", 1e6),
                Column.bytes("resident peak MB", "residentPeakBytes", 1e6));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Kind kind : KINDS) {
            stage.say(kind.what + ", " + kind.rates + " a second");
            rows.addAll(run(stage, kind));
        }
        return rows;
    }

    private static List<Map<String, Object>> run(Stage stage, Kind kind) throws IOException, InterruptedException {
        List<Map<String, Object>> rows = new ArrayList<>();
        try (Stage.Service service = stage.discovery(kind.environment);
                LoadRun load = stage.load(service, "telemetry", "--connections", "" + ROVERS, "--udp", "" + telemetryPort(service.port()),
                        "--deltas", "" + kind.deltas,
                        "--callers", "256", "--rates", kind.rates, "--warm-up-ms", "5000", "--round-ms", "10000",
                        "--interval-ms", "5000")) {
            load.awaitLine("all sent");
            long heap = Memory.liveHeap(stage.jcmd(), service.pid());
            LoadRun.Result result = load.result();
            for (Map<String, Object> round : result.rounds()) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("what", kind.what);
                row.putAll(round);
                double sent = ((Number) round.get("sent")).doubleValue();
                row.put("sentPerSecond", ((Number) round.get("rate")).intValue() == 0 ? 0 : sentInTheRound(round));
                if (sent > 0) {
                    row.put("takenShare", ((Number) round.get("taken")).doubleValue() / sent);
                    row.put("droppedShare", ((Number) round.get("dropped")).doubleValue() / sent);
                }
                row.put("liveHeapBytes", heap);
                row.put("residentPeakBytes", Memory.residentPeak(service.pid()));
                row.put("errors", result.errors());
                rows.add(row);
            }
        }
        return rows;
    }

    private static double sentInTheRound(Map<String, Object> round) {
        return ((Number) round.get("sentInRound")).doubleValue() / ((Number) round.get("seconds")).doubleValue();
    }

    private static int telemetryPort(int port) throws IOException {
        byte[] health = URI.create("http://127.0.0.1:" + port + "/health").toURL().openStream().readAllBytes();
        return ((Number) JSON.std.mapFrom(new String(health, java.nio.charset.StandardCharsets.UTF_8)).get("telemetryPort")).intValue();
    }
}
