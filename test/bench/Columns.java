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

    /** As above, with the database's cost and the memory. */
    static List<Column> withDatabase(Column... first) {
        List<Column> columns = withCost(first);
        int others = columns.size() - 3;
        columns.add(others, new Column("PostgreSQL CPU %", "databaseProcessors", "%.0f", 0.01));
        int errors = columns.size() - 1;
        columns.addAll(errors, List.of(
                Column.bytes("heap MB", "liveHeapBytes", 1e6), Column.bytes("resident peak MB", "residentPeakBytes", 1e6),
                Column.bytes("PostgreSQL MB", "databaseBytes", 1e6)));
        return columns;
    }

    static List<Column> delay() {
        return List.of(
                Column.number("p50 ms", "delayP50Ms", 2),
                Column.number("p99 ms", "delayP99Ms", 2),
                Column.number("max ms", "delayMaxMs", 1));
    }

    static final String MEMORY_NOTE = """
            heap: the service's live objects after a collection, at the end with all connected; resident peak: the most of its process.
            PostgreSQL: all of its processes, what they share counted once; fsync and synchronous_commit are on.
            """;

    static final String COST_NOTE = """
            CPU: 100 % is one core; others: all that is neither service nor load, in a fair run next to nothing.
            limit: cores = the machine had 90 % of its cores in use; load = the load's thread was full; - neither.""";
}
