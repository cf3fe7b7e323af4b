package depot.dispatch.store;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Settings of PostgreSQL for statements that come often. To plan one takes three to five times as long as to carry it out, so each is
 * planned once in a connection, when it comes first, and for tables of any size: they may be empty then. (What is switched off has a price
 * in a plan that would have the rest compiled.)
 */
final class PlannedOnce {
    private static final List<String> SWITCHED_OFF = List.of("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit");
    /** For a connection's own start. */
    static final String OF_CONNECTION = "SET plan_cache_mode = force_generic_plan; " + SWITCHED_OFF.stream()
            .map(name -> "SET " + name + " = off").collect(Collectors.joining("; "));
    /** Columns of a query, for the rest of its transaction. */
    static final String OF_TRANSACTION = "set_config('plan_cache_mode', 'force_generic_plan', true), " + SWITCHED_OFF.stream()
            .map(name -> "set_config('" + name + "', 'off', true)").collect(Collectors.joining(", "));

    private PlannedOnce() {}
}
