package depot.bench;

import depot.dispatch.day.Day;
import depot.dispatch.day.DayRun;
import depot.dispatch.day.Policy;
import depot.dispatch.day.SmallDays;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How well tasks are given to rovers: made-up days, by the rule that knows nothing of rovers and by those that do. */
final class DayBenchmark implements Bench.Benchmark {
    private static final int DAYS = 20;
    private static final int ROVERS = 30;
    private static final int TASKS = 300;
    private static final int SMALL_DAYS = 200;

    @Override
    public String name() {
        return "day";
    }

    @Override
    public String note() {
        return """
                The mean of 20 seeded days of 30 rovers and 300 tasks, a tenth of which name a rover (test/dispatch/day says what befalls
                them). empty: driven to first waypoints. trouble: tasks that had to be put back; of these not begun: given to a rover in
                teleop, e-stop or fault. wait: until a task began, of the starts that were not put back. of the best: metres driven empty
                over the fewest possible, exactly solved, on 200 days of 3
                rovers and 8 tasks, by somebody who knows beforehand what comes.""";
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.text("rule", "rule"), new Column("empty km", "emptyMetres", "%.1f", 1000),
                new Column("trouble", "troubled", "%.1f", 1),
                new Column("not begun", "ineligible", "%.1f", 1), new Column("wait p50 s", "waitP50", "%.0f", 1),
                new Column("p99 s", "waitP99", "%.0f", 1),
                new Column("of the best", "ofTheBest", "%.2f", 1));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) {
        Map<String, Policy> policies = new LinkedHashMap<>();
        policies.put("longest idle, knows nothing", Policy.blind());
        policies.put("nearest pair first", Policy.greedy());
        policies.put("best pairing, window 0", Policy.pairing(0));
        policies.put("best pairing, window 1 min", Policy.pairing(60));
        policies.put("best pairing, window 10 min", Policy.pairing(600));
        List<Map<String, Object>> rows = new ArrayList<>();
        policies.forEach((name, policy) -> rows.add(row(name, policy)));
        return rows;
    }

    private static Map<String, Object> row(String name, Policy policy) {
        double[] sums = new double[5];
        for (int seed = 1; seed <= DAYS; seed++) {
            DayRun.Outcome outcome = DayRun.of(Day.of(seed, ROVERS, TASKS), policy);
            double[] each = {outcome.emptyMetres(), outcome.troubled(), outcome.ineligible(), outcome.waitP50(), outcome.waitP99()};
            for (int i = 0; i < sums.length; i++) {
                sums[i] += each[i] / DAYS;
            }
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("rule", name);
        row.put("emptyMetres", sums[0]);
        row.put("troubled", sums[1]);
        row.put("ineligible", sums[2]);
        row.put("waitP50", sums[3]);
        row.put("waitP99", sums[4]);
        row.put("ofTheBest", SmallDays.ratio(1, SMALL_DAYS, policy));
        return row;
    }
}
