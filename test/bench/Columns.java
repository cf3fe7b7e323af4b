package depot.bench;

import java.util.ArrayList;
import java.util.List;

/** Columns that several tables have. */
final class Columns {

    private Columns() {}

    /** The given ones, then what service, load and the rest of the machine cost, who was the limit, and what went wrong. */
    static List<Column> withCost(Column... first) {
        List<Column> columns = new ArrayList<>(List.of(first));
        columns.add(new Column("service CPU %", "serviceProcessors", "%.0f", 0.01));
        columns.add(new Column("load CPU %", "loadProcessors", "%.0f", 0.01));
        columns.add(new Column("others CPU %", "otherProcessors", "%.0f", 0.01));
        columns.add(Column.text("limit", "limit"));
        columns.add(Column.text("errors", "errors"));
        return columns;
    }

    static List<Column> delay() {
        return List.of(
                Column.number("p50 ms", "delayP50Ms", 2),
                Column.number("p99 ms", "delayP99Ms", 2),
                Column.number("max ms", "delayMaxMs", 1));
    }

    static final String COST_NOTE = """
            CPU: 100 % is one core; others: all that is neither service nor load, in a fair run next to nothing.
            limit: cores = the machine had 90 % of its cores in use; load = the load's thread was full; - neither.""";
}
