package depot.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many heartbeats a second discovery takes in. */
final class HeartbeatBenchmark implements Bench.Benchmark {

    /** So that the limit meant for a rover that runs wild is none here. */
    private static final Map<String, String> NO_RATE_LIMIT = Map.of("MAX_MESSAGES_PER_SECOND", "10000000");
    private static final int ROUNDS = 3;
    private static final String[] WARM = {"--warm-up-ms", "6000", "--rounds", "" + ROUNDS, "--round-ms", "4000"};
    private static final String[] COLD = {"--warm-up-ms", "0", "--rounds", "" + ROUNDS, "--round-ms", "4000"};
    private static final List<String> WHEN = List.of("first 4 s", "next 4 s", "third 4 s");

    private record Kind(String way, String scenario, int connections, int window) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("HTTP", "http-heartbeats", 64, 1),
            new Kind("HTTP", "http-heartbeats", 1_000, 1),
            new Kind("WebSocket", "socket-heartbeats", 64, 1),
            new Kind("WebSocket", "socket-heartbeats", 1_000, 1),
            new Kind("WebSocket", "socket-heartbeats", 64, 16),
            new Kind("WebSocket", "socket-heartbeats", 1_000, 16));

    @Override
    public String name() {
        return "heartbeats";
    }

    @Override
    public String note() {
        return """
                Median of %d rounds of 4 s after 6 s, a fresh service each; first, next, third: without those 6 s. A connection sends
                the next heartbeat when the last is answered; over WebSocket, where heartbeats have no answer, it sends a window of
                them and a ping in one write, and the next when the pong is there. The delay is a window's. taken in: what the
                service's own metric counted of the heartbeats that pongs confirmed.
                """.formatted(ROUNDS) + Columns.COST_NOTE;
    }

    @Override
    public List<Column> columns() {
        List<Column> first = new ArrayList<>(List.of(
                Column.text("way", "way"), Column.count("connections", "connections"), Column.count("window", "window"),
                Column.count("heartbeats/s", "perSecond")));
        first.addAll(Columns.delay());
        first.add(new Column("taken in %", "takenInShare", "%.2f", 0.01));
        return Columns.withCost(first.toArray(Column[]::new));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        List<Map<String, Object>> rows = new ArrayList<>();
        rows.addAll(runCold(stage, KINDS.getFirst()));
        for (Kind kind : KINDS) {
            stage.say(kind.way + ", " + kind.connections + " connections, window " + kind.window);
            rows.add(run(stage, kind));
        }
        return rows;
    }

    private static List<String> options(String[] times, Kind kind) {
        List<String> options = new ArrayList<>(List.of(times));
        options.addAll(List.of("--connections", "" + kind.connections, "--window", "" + kind.window));
        return options;
    }

    /** As a fleet that comes back to a service that was just started. */
    private static List<Map<String, Object>> runCold(Stage stage, Kind kind) throws IOException, InterruptedException {
        stage.say(kind.way + ", " + kind.connections + " connections, from the first second");
        try (Stage.Service service = stage.discovery(NO_RATE_LIMIT);
                LoadRun load = stage.load(service, kind.scenario, options(COLD, kind).toArray(String[]::new))) {
            LoadRun.Result result = load.result();
            List<Map<String, Object>> rows = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                Map<String, Object> row = new LinkedHashMap<>(result.rounds().get(i));
                row.put("way", kind.way + ", " + WHEN.get(i));
                row.put("connections", result.number("roversOpened"));
                row.put("window", kind.window);
                row.put("errors", result.errors());
                rows.add(row);
            }
            return rows;
        }
    }

    private static Map<String, Object> run(Stage stage, Kind kind) throws IOException, InterruptedException {
        List<String> options = options(WARM, kind);
        try (Stage.Service service = stage.discovery(NO_RATE_LIMIT);
                LoadRun load = stage.load(service, kind.scenario, options.toArray(String[]::new))) {
            LoadRun.Result result = load.result();
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("way", kind.way);
            row.put("connections", result.number("roversOpened"));
            row.put("window", kind.window);
            row.putAll(result.median("perSecond"));
            if (result.fields().containsKey("takenInTotal")) {
                row.put("takenInShare", (double) result.number("takenInTotal") / result.number("confirmedTotal"));
            }
            row.put("allRoundsPerSecond", result.rounds().stream().map(round -> round.get("perSecond")).toList());
            row.put("residentPeakBytes", Memory.residentPeak(service.pid()));
            row.put("errors", result.errors());
            return row;
        }
    }
}
