package depot.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Progress reports taken in and stored, and how soon consoles see them. */
final class ProgressBenchmark implements Bench.Benchmark {
    private static final int ROVERS = 1_000;
    private static final int CONSOLES = 50;
    private static final int EVERYDAY_CONSOLES = 20;

    @Override
    public String name() {
        return "progress";
    }

    @Override
    public String note() {
        return """
                Rovers that each have a task; each rate 8 s, after 12 s for the first. Delay: from sending a report until
                the load has read the message that shows it, at every fifth console; a task's progress is shown ten times a second at
                most. written: tasks stored a second, each with the newest of its reports; stored: from a report's coming
                to its commit, mean. last stored, last shown: rovers of which the database, consoles of those looked at
                which, held each last report in the end.""" + Columns.MEMORY_NOTE + Columns.COST_NOTE;
    }

    @Override
    public List<Column> columns() {
        List<Column> first = new ArrayList<>(List.of(Column.count("rovers", "rovers"), Column.text("consoles", "consoles"),
                Column.count("offered/s", "rate"),
                Column.count("reports/s", "perSecond"), Column.count("written/s", "storedPerSecond"),
                Column.number("stored ms", "storedMeanMs", 1),
                Column.number("p50 ms", "shownP50Ms", 1), Column.number("p99 ms", "shownP99Ms", 1),
                Column.number("max ms", "shownMaxMs", 1),
                Column.count("messages/s each", "messagesPerSecondEach"), Column.bytes("MB/s all", "bytesPerSecond", 1e6),
                Column.number("sent late p99 ms", "sentLateP99Ms", 1),
                Column.text("last stored", "lastStored"), Column.text("last shown", "lastShown")));
        return Columns.withDatabase(first.toArray(Column[]::new));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        List<Map<String, Object>> rows = new ArrayList<>(run(stage, 100, EVERYDAY_CONSOLES, "200"));
        rows.addAll(run(stage, 500, EVERYDAY_CONSOLES, "1000,3000"));
        rows.addAll(run(stage, ROVERS, CONSOLES, "5000,10000,20000"));
        rows.addAll(run(stage, ROVERS, 1, "20000,40000"));
        return rows;
    }

    private static List<Map<String, Object>> run(Stage stage, int rovers, int consoles, String rates) throws IOException,
            InterruptedException {
        stage.say(rovers + " rovers, " + consoles + " consoles");
        try (Stage.Service service = stage.dispatch(Map.of());
                LoadRun load = stage.load(service, "progress", "--connections", "" + rovers, "--consoles", "" + consoles, "--rates", rates,
                        "--warm-up-ms", "12000", "--round-ms", "8000")) {
            LoadRun.Result result = load.result();
            List<Map<String, Object>> rows = new ArrayList<>();
            for (Map<String, Object> round : result.rounds()) {
                Map<String, Object> row = new LinkedHashMap<>(round);
                row.put("rovers", rovers);
                spread(row, "shown");
                spread(row, "sentLate");
                rows.add(row);
            }
            rows.getLast().put("lastStored", result.fields().get("lastStored"));
            rows.getLast().put("lastShown", result.fields().get("lastShown"));
            rows.getLast().putAll(DispatchCost.of(stage, service, result, null));
            return rows;
        }
    }

    private static void spread(Map<String, Object> row, String name) {
        Map<?, ?> delays = (Map<?, ?>) row.remove(name);
        row.put(name + "P50Ms", delays.get("p50Ms"));
        row.put(name + "P99Ms", delays.get("p99Ms"));
        row.put(name + "MaxMs", delays.get("maxMs"));
    }
}
