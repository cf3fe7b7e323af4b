package depot.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many calls a second dispatch answers, reading and writing. */
final class RestBenchmark implements Bench.Benchmark {
    private static final int ROVERS = 200;
    private static final int CALLERS = 16;

    @Override
    public String name() {
        return "rest";
    }

    @Override
    public String note() {
        return """
                %d callers, each makes the next call when its last is answered; 4 s of each kind, after 1 s. %d rovers connected, for start
                and cancel, which count as one. GET /tasks
                answers with 100 tasks; a zone has 20 waypoints.""".formatted(CALLERS, ROVERS) + Columns.MEMORY_NOTE + Columns.COST_NOTE;
    }

    @Override
    public List<Column> columns() {
        List<Column> first = new ArrayList<>(List.of(Column.text("calls", "calls"), Column.count("calls/s", "perSecond")));
        first.addAll(Columns.delay());
        return Columns.withDatabase(first.toArray(Column[]::new));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        try (Stage.Service service = stage.dispatch(Map.of());
                LoadRun load = stage.load(service, "rest", "--connections", "" + ROVERS, "--callers", "" + CALLERS, "--round-ms", "4000")) {
            LoadRun.Result result = load.result();
            List<Map<String, Object>> rows = new ArrayList<>();
            result.rounds().forEach(round -> rows.add(new LinkedHashMap<>(round)));
            rows.getLast().putAll(DispatchCost.of(stage, service, result, null));
            return rows;
        }
    }
}
