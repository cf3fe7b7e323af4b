package depot.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether dispatch grows: memory, minute by minute, under a load of everything at once. */
final class MemoryBenchmark implements Bench.Benchmark {
    private static final int ROVERS = 1_000;
    private static final int CONSOLES = 50;
    private static final int REPORTS_PER_SECOND = 5_000;
    private static final int MINUTES = Integer.parseInt(System.getenv().getOrDefault("BENCH_MINUTES", "10"));

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public boolean onlyByName() {
        return true;
    }

    @Override
    public String note() {
        return """
                %,d rovers that report %,d times a second together, %d consoles; twenty times a second a rover finishes, has its task
                cancelled or comes back on a new link, and tasks are started; consoles come and go, zones are saved. BENCH_MINUTES says how
                long, 10 if it is not set. heap: live objects after a collection, at the end of each minute; resident: of the process then.
                """.formatted(ROVERS, REPORTS_PER_SECOND, CONSOLES) + Columns.MEMORY_NOTE + Columns.COST_NOTE;
    }

    @Override
    public List<Column> columns() {
        return Columns.withDatabase(Column.count("minute", "minute"), Column.count("reports/s", "perSecond"),
                Column.number("p50 ms", "shownP50Ms", 1), Column.number("p99 ms", "shownP99Ms", 1),
                Column.bytes("resident MB", "residentBytes", 1e6));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        try (Stage.Service service = stage.dispatch(Map.of());
                LoadRun load = stage.load(service, Duration.ofMinutes(MINUTES + 4L), "soak", "--connections", "" + ROVERS, "--consoles", ""
                        + CONSOLES,
                        "--rates", "" + REPORTS_PER_SECOND, "--warm-up-ms", "20000", "--rounds", "" + MINUTES, "--round-ms", "60000")) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (int minute = 1; minute <= MINUTES; minute++) {
                load.awaitLine("round " + minute + " of ");
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("minute", minute);
                row.put("residentBytes", Memory.resident(service.pid()));
                row.put("residentPeakBytes", Memory.residentPeak(service.pid()));
                row.put("databaseBytes", service.database().resident());
                if (minute < MINUTES) { // the last one's load is ending
                    row.put("liveHeapBytes", Memory.liveHeap(stage.jcmd(), service.pid()));
                }
                rows.add(row);
            }
            LoadRun.Result result = load.result();
            for (int i = 0; i < rows.size(); i++) {
                Map<String, Object> round = result.rounds().get(i);
                Map<?, ?> shown = (Map<?, ?>) round.remove("shown");
                rows.get(i).putAll(round);
                rows.get(i).put("shownP50Ms", shown.get("p50Ms"));
                rows.get(i).put("shownP99Ms", shown.get("p99Ms"));
            }
            rows.getLast().put("tasksGiven", result.fields().get("tasksGiven"));
            rows.getLast().put("errors", result.errors());
            return rows;
        }
    }
}
