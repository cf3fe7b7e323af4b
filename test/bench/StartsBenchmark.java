package depot.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How soon a rover has a task that an operator starts, and how many starts there may be, right after the service's start and warm. */
final class StartsBenchmark implements Bench.Benchmark {
    private static final int ROVERS = 100;
    private static final int COLD_SECONDS = 3;
    private static final int ROUNDS = 9;

    @Override
    public String name() {
        return "starts";
    }

    @Override
    public String note() {
        return """
                %d rovers, a mission each, every task completed at once; callers start the next when the last has come. %d
                rounds of %d s without a warm-up, in a service that was started for it: the first two, and the fastest of
                the last three. Delay: from sending POST /missions/{id}/start until the task message has come. insert: one
                row inserted and committed, on the same database at the end, with nothing else on it, p50; multiple:
                start's p50 by it. refused: starts that
                came before the last end was stored.""".formatted(ROVERS, ROUNDS, COLD_SECONDS) + Columns.MEMORY_NOTE + Columns.COST_NOTE;
    }

    @Override
    public List<Column> columns() {
        List<Column> first = new ArrayList<>(List.of(Column.count("callers", "callers"), Column.text("when", "when"),
                Column.number("starts/s", "perSecond", 0)));
        first.addAll(Columns.delay());
        first.addAll(List.of(Column.number("answer p50 ms", "answerP50Ms", 2), Column.number("insert ms", "insertMs", 2),
                Column.number("multiple", "multiple", 1),
                Column.number("service ms each", "serviceMsEach", 2), Column.number("PostgreSQL ms each", "databaseMsEach", 2),
                Column.count("refused", "refused")));
        return Columns.withDatabase(first.toArray(Column[]::new));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        List<Map<String, Object>> rows = new ArrayList<>(run(stage, 1));
        rows.addAll(run(stage, 16));
        return rows;
    }

    private static List<Map<String, Object>> run(Stage stage, int callers) throws IOException, InterruptedException {
        stage.say(callers == 1 ? "one caller" : callers + " callers");
        try (Stage.Service service = stage.dispatch(Map.of());
                LoadRun load = stage.load(service, "starts", "--connections", "" + ROVERS, "--callers", "" + callers, "--warm-up-ms", "0",
                        "--rounds", "" + ROUNDS, "--round-ms", "" + 1000 * COLD_SECONDS)) {
            LoadRun.Result result = load.result();
            double insert = CommitTime.millis(service.database());
            List<Map<String, Object>> rounds = result.rounds();
            List<Map<String, Object>> rows = List.of(
                    row(rounds.get(0), callers, "first " + COLD_SECONDS + " s", insert),
                    row(rounds.get(1), callers, "next " + COLD_SECONDS + " s", insert),
                    row(new LoadRun.Result(result.fields(), rounds.subList(ROUNDS - 3, ROUNDS)).highest("perSecond"), callers, "warm",
                    insert));
            rows.getLast().putAll(DispatchCost.of(stage, service, result, "neverCame"));
            return rows;
        }
    }

    private static Map<String, Object> row(Map<String, Object> round, int callers, String when, double insert) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("callers", callers);
        row.put("when", when);
        row.putAll(round);
        if (row.remove("answer") instanceof Map<?, ?> answer) {
            row.put("answerP50Ms", answer.get("p50Ms"));
        }
        row.put("insertMs", insert);
        row.put("multiple", number(row, "delayP50Ms") / insert);
        double perSecond = number(row, "perSecond");
        row.put("serviceMsEach", 1e3 * number(row, "serviceProcessors") / perSecond);
        row.put("databaseMsEach", 1e3 * number(row, "databaseProcessors") / perSecond);
        return row;
    }

    private static double number(Map<String, Object> row, String name) {
        return ((Number) row.get(name)).doubleValue();
    }
}
