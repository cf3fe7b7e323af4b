package depot.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A benchmark that looks whether a service grows: a round a minute, and a row for each. */
final class Minutes {
    static final String NOTE =
            "BENCH_MINUTES says how long, 10 if it is not set. heap: live objects after a collection, at the end of each "
            + "minute; resident: of the process then.";
    private static final int COUNT = Integer.parseInt(System.getenv().getOrDefault("BENCH_MINUTES", "10"));

    /** What else there is to be said of a minute at its end. */
    interface Look {
        void at(boolean last, Map<String, Object> row) throws IOException, InterruptedException;
    }

    private Minutes() {}

    /** Starts the load, which is measured after a warm-up. */
    static LoadRun load(Stage stage, Stage.Service service, String scenario, Duration warmUp, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--warm-up-ms", "" + warmUp.toMillis(), "--rounds", "" + COUNT, "--round-ms", "60000"));
        return stage.load(service, Duration.ofMinutes(COUNT + 4L), scenario, all.toArray(String[]::new));
    }

    /** A row at the end of each minute. */
    static List<Map<String, Object>> rows(LoadRun load, Stage.Service service, Look look) throws IOException, InterruptedException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int minute = 1; minute <= COUNT; minute++) {
            load.awaitLine("round " + minute + " of ");
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("minute", minute);
            row.put("residentBytes", Memory.resident(service.pid()));
            look.at(minute == COUNT, row);
            rows.add(row);
        }
        return rows;
    }

    /** Adds what the load measured: its rounds, and of what {@code delay} finds in one the middle and the 99th of 100, as {@code name}. */
    static LoadRun.Result complete(List<Map<String, Object>> rows, LoadRun load, String name, Delay delay)
            throws IOException, InterruptedException {
        LoadRun.Result result = load.result();
        for (int i = 0; i < rows.size(); i++) {
            Map<String, Object> round = result.rounds().get(i);
            Map<?, ?> found = delay.takenFrom(round);
            rows.get(i).putAll(round);
            rows.get(i).put(name + "P50Ms", found.get("p50Ms"));
            rows.get(i).put(name + "P99Ms", found.get("p99Ms"));
        }
        rows.getLast().put("errors", result.errors());
        return result;
    }

    /** Takes a round's delays out of it. */
    interface Delay {
        Map<?, ?> takenFrom(Map<String, Object> round);
    }
}
