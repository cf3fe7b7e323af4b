package depot.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long it takes from an operator's call, or from a rover that becomes free, until a rover has its task. */
final class AssignBenchmark implements Bench.Benchmark {
    private static final int ROVERS = 1_000;

    @Override
    public String name() {
        return "assign";
    }

    @Override
    public String note() {
        return """
                %,d rovers connected; each rate 6 s, after 8 s for the first. start: from sending POST /missions/{id}/start
                until the task message has come to its rover; all are free but those that just got one. queue: all have a task
                and 50 more wait; from a rover's complete until it has got its next. answer: of the call to start.
                facts: discovery sends each rover ten times a second (by a stand-in in the benchmark's own process), and the nearest
                goes. most: as fast as it goes, with 16 under way.""".formatted(ROVERS) + Columns.MEMORY_NOTE + Columns.COST_NOTE;
    }

    @Override
    public List<Column> columns() {
        List<Column> first = new ArrayList<>(List.of(Column.text("way", "way"), Column.text("offered/s", "offered"),
                Column.number("assigned/s", "perSecond", 1)));
        first.addAll(Columns.delay());
        first.add(Column.number("answer p50 ms", "answerP50Ms", 2));
        first.add(Column.number("answer p99 ms", "answerP99Ms", 2));
        return Columns.withDatabase(first.toArray(Column[]::new));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        List<Map<String, Object>> rows = new ArrayList<>(run(stage, "start", "assign", "20,100,200,0", Map.of()));
        try (FactsFeed feed = new FactsFeed(ROVERS)) {
            rows.addAll(run(stage, "start, facts", "assign", "20,100,200,0",
                    Map.of("DISCOVERY_URL", feed.url(), "SUPERVISE_TASKS", "off")));
            if (feed.bytes() == 0) {
                throw new IOException("dispatch did not follow the feed of facts");
            }
        }
        rows.addAll(run(stage, "queue", "queue", "20,100,0", Map.of()));
        return rows;
    }

    private static List<Map<String, Object>> run(Stage stage, String way, String scenario, String rates, Map<String,
            String> settings) throws IOException, InterruptedException {
        stage.say(way);
        try (Stage.Service service = stage.dispatch(settings);
                LoadRun load = stage.load(service, scenario, "--connections", "" + ROVERS, "--rates", rates,
                        "--warm-up-ms", "8000", "--round-ms", "6000")) {
            LoadRun.Result result = load.result();
            List<Map<String, Object>> rows = new ArrayList<>();
            for (Map<String, Object> round : result.rounds()) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("way", way);
                long rate = ((Number) round.get("rate")).longValue();
                row.put("offered", rate == 0 ? "most" : "" + rate);
                row.putAll(round);
                if (row.remove("answer") instanceof Map<?, ?> answer) {
                    row.put("answerP50Ms", answer.get("p50Ms"));
                    row.put("answerP99Ms", answer.get("p99Ms"));
                }
                rows.add(row);
            }
            rows.getLast().putAll(DispatchCost.of(stage, service, result, "neverCame"));
            return rows;
        }
    }
}
