package depot.bench;

import depot.dispatch.ground.CoverageOutcome;
import depot.dispatch.ground.CoveragePlanner;
import depot.dispatch.ground.CoverageRequest;
import depot.dispatch.ground.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.locationtech.jts.geom.Geometry;

/** How good the lanes are that dispatch plans: what they cover, what they cover twice, how long they are, and how often they turn. */
final class LanesBenchmark implements Bench.Benchmark {
    private static final double LANE = 1;
    private static final double INSET = 0.5;
    private static final int TIMES = 5;

    @Override
    public String name() {
        return "lanes";
    }

    @Override
    public String note() {
        return """
                Lanes of 1 m, inset 0.5 m, at the angle with the fewest turns; without headlands and with one. covered: share of the ground
                that is neither outside nor in a keep-out. overlap: length times width, over what is covered, less 1. way: the route's
                length over the shortest thinkable, the ground's area by the width. ms: the quickest of 5, in this process.""";
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.text("field", "field"), Column.count("headlands", "headlands"),
                new Column("covered %", "coveredShare", "%.1f", 0.01),
                new Column("overlap %", "overlapShare", "%.1f", 0.01), Column.count("length m", "lengthMetres"),
                new Column("way", "wayRatio", "%.2f", 1),
                Column.count("turns", "turns"), Column.count("waypoints", "waypoints"), new Column("ms", "millis", "%.0f", 1));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Map.Entry<String, Fields.Field> field : Fields.all().entrySet()) {
            for (int headlands = 0; headlands <= 1; headlands++) {
                rows.add(row(field.getKey(), field.getValue().request(LANE, INSET, OptionalDouble.empty(), headlands)));
            }
        }
        return rows;
    }

    private static Map<String, Object> row(String name, CoverageRequest request) {
        long quickest = Long.MAX_VALUE;
        CoverageOutcome.Planned planned = null;
        for (int i = 0; i < TIMES; i++) {
            long began = System.nanoTime();
            planned = (CoverageOutcome.Planned) CoveragePlanner.plan(request);
            quickest = Math.min(quickest, System.nanoTime() - began);
        }
        Geometry free = request.area();
        for (Geometry keepOut : request.keepOuts()) {
            free = free.difference(keepOut);
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("field", name);
        row.put("headlands", request.headlands());
        row.put("coveredShare", planned.coveredShare());
        row.put("overlapShare", planned.lengthMetres() * LANE / (free.getArea() * planned.coveredShare()) - 1);
        row.put("lengthMetres", planned.lengthMetres());
        row.put("wayRatio", planned.lengthMetres() * LANE / free.getArea());
        row.put("turns", planned.turns());
        row.put("waypoints", planned.waypoints().size());
        row.put("millis", quickest / 1e6);
        return row;
    }
}
