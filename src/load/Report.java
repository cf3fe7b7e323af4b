package depot.load;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes the one JSON object of results. Times that a reader compares with another process's are of
 * {@link System#nanoTime}, which on Linux all processes share. Thread-safe.
 */
final class Report {

    private static final int MOST_KINDS_OF_ERROR = 20;

    private final long startedNanos = System.nanoTime();
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final Map<String, Long> errors = new LinkedHashMap<>();
    private final List<Object> rounds = new ArrayList<>();

    Report(Options options) {
        fields.put("scenario", options.scenario());
        fields.put("connections", options.connections());
    }

    synchronized void put(String name, Object value) {
        fields.put(name, value);
    }

    synchronized void round(Map<String, Object> round) {
        rounds.add(round);
    }

    /** Counts an error of this kind. */
    synchronized void error(String kind) {
        boolean room = errors.containsKey(kind) || errors.size() < MOST_KINDS_OF_ERROR;
        errors.merge(room ? kind : "others", 1L, Long::sum);
    }

    synchronized String json() throws IOException {
        Map<String, Object> whole = new LinkedHashMap<>(fields);
        whole.put("rounds", rounds);
        whole.put("errors", errors);
        whole.put("startedNanos", startedNanos);
        whole.put("endedNanos", System.nanoTime());
        whole.put("wallSeconds", (System.nanoTime() - startedNanos) / 1e9);
        whole.put("cpuSeconds", Load.cpuSeconds());
        return JSON.std.asString(whole);
    }

    /** In milliseconds. */
    static Map<String, Object> delays(Histogram delays) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("count", delays.count());
        fields.put("p50Ms", delays.percentile(0.50) / 1e6);
        fields.put("p99Ms", delays.percentile(0.99) / 1e6);
        fields.put("maxMs", delays.max() / 1e6);
        return fields;
    }
}
