package depot.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Whether dispatch grows: memory, minute by minute, under a load of everything at once. */
final class MemoryBenchmark implements Bench.Benchmark {
    private static final int ROVERS = 1_000;
    private static final int CONSOLES = 50;
    private static final int REPORTS_PER_SECOND = 5_000;

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
                cancelled or comes back on a new link, and tasks are started; consoles come and go, zones are saved.
                """.formatted(ROVERS, REPORTS_PER_SECOND, CONSOLES) + Minutes.NOTE + Columns.MEMORY_NOTE + Columns.COST_NOTE;
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
                LoadRun load = Minutes.load(stage, service, "soak", Duration.ofSeconds(20), "--connections", "" + ROVERS,
                        "--consoles", "" + CONSOLES, "--rates", "" + REPORTS_PER_SECOND)) {
            List<Map<String, Object>> rows = Minutes.rows(load, service, (last, row) -> {
                row.put("residentPeakBytes", Memory.residentPeak(service.pid()));
                row.put("databaseBytes", service.database().resident());
                if (!last) { // then the load is ending
                    row.put("liveHeapBytes", Memory.liveHeap(stage.jcmd(), service.pid()));
                }
            });
            LoadRun.Result result = Minutes.complete(rows, load, "shown", round -> (Map<?, ?>) round.remove("shown"));
            rows.getLast().put("tasksGiven", result.fields().get("tasksGiven"));
            return rows;
        }
    }
}
