package depot.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rovers with a heartbeat every 2 s, watched by consoles: from a depot of everyday size to one at its largest. */
final class FleetBenchmark implements Bench.Benchmark {

    private static final List<Size> SIZES = List.of(new Size(100, 0, 10), new Size(300, 0, 20), new Size(1_000, 0, 50),
            new Size(10_000, 50, 5));

    private record Size(int rovers, int deltas, int lists) {}

    @Override
    public String name() {
        return "fleet";
    }

    @Override
    public String note() {
        return """
                Rovers on /ws/rover, a heartbeat every 2 s each, spread evenly; 20 s after 12 s, a fresh service for each size. Delay: from
                sending a heartbeat until the load has read the message that shows it to that console. never shown: overtaken by the rover's
                next. Heap: live objects after a collection, while all are connected. resident idle: before anything connected.
                """ + Columns.COST_NOTE;
    }

    @Override
    public List<Column> columns() {
        return Columns.withCost(
                Column.count("rovers", "rovers"), Column.text("consoles", "mode"), Column.count("heartbeats/s", "perSecond"),
                Column.number("messages/s each", "messagesPerSecondEach", 1), Column.bytes("MB/s all", "bytesPerSecond", 1e6),
                Column.number("p50 ms", "p50Ms", 1), Column.number("p99 ms", "p99Ms", 1), Column.number("max ms", "maxMs", 1),
                new Column("never shown %", "unseenShare", "%.2f", 0.01),
                Column.bytes("heap MB", "liveHeapBytes", 1e6), Column.bytes("resident idle MB", "residentIdleBytes", 1e6),
                Column.bytes("resident peak MB", "residentPeakBytes", 1e6));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Size size : SIZES) {
            stage.say(size.rovers + " rovers");
            rows.addAll(run(stage, size));
        }
        return rows;
    }

    private static List<Map<String, Object>> run(Stage stage, Size size) throws IOException, InterruptedException {
        try (Stage.Service service = stage.discovery(Map.of())) {
            long residentIdle = Memory.resident(service.pid());
            try (LoadRun load = stage.load(service, "fleet", "--connections", "" + size.rovers, "--deltas", "" + size.deltas,
                    "--lists", "" + size.lists, "--warm-up-ms", "12000", "--round-ms", "20000")) {
                load.awaitLine("lists open");
                // A third into the warm-up: the pause is over when the measuring begins.
                Thread.sleep(4_000);
                long liveHeap = Memory.liveHeap(stage.jcmd(), service.pid());
                LoadRun.Result result = load.result();
                Map<String, Object> common = new LinkedHashMap<>(result.rounds().getFirst());
                common.put("rovers", result.number("roversOpened"));
                common.put("liveHeapBytes", liveHeap);
                common.put("residentIdleBytes", residentIdle);
                common.put("residentPeakBytes", Memory.residentPeak(service.pid()));
                common.put("errors", result.errors());
                return rows(size, common);
            }
        }
    }

    /** One for the deltas and one for the lists; what they have in common stands in both. */
    private static List<Map<String, Object>> rows(Size size, Map<String, Object> common) {
        Map<?, ?> deltas = (Map<?, ?>) common.remove("deltas");
        Map<?, ?> lists = (Map<?, ?>) common.remove("lists");
        List<Map<String, Object>> rows = new ArrayList<>();
        if (size.deltas > 0) {
            rows.add(row(size.deltas + " deltas", deltas, common));
        }
        rows.add(row(size.lists + " lists", lists, common));
        return rows;
    }

    private static Map<String, Object> row(String mode, Map<?, ?> seen, Map<String, Object> common) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("mode", mode);
        row.putAll(common);
        seen.forEach((name, value) -> row.put(name.toString(), value));
        ((Map<?, ?>) row.remove("delay")).forEach((name, value) -> row.put(name.toString(), value));
        row.put("unseenShare", ((Number) seen.get("unseen")).doubleValue() / Math.max(1, ((Number) seen.get("expected")).doubleValue()));
        return row;
    }
}
