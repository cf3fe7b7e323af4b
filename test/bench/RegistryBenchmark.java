package depot.bench;

import depot.support.Api;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Two discoveries on one registry: rovers come to the one, and consoles look at the other. */
final class RegistryBenchmark implements Bench.Benchmark {
    private static final List<Integer> ROVERS = List.of(100, 1_000, 10_000);
    private static final int DELTAS = 10;

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public String note() {
        return """
                Rovers on /ws/rover of one discovery, a heartbeat every 2 s each; %d consoles in delta mode at the other; 10 s after 8 s.
                Delay: from sending a heartbeat until the load has read the message that shows it. sent: to the other, by NOTIFY.
                other: the discovery that is measured. PostgreSQL: as build.sh run starts one, all of its processes.
                """.formatted(DELTAS) + Columns.COST_NOTE;
    }

    @Override
    public List<Column> columns() {
        return Columns.withCost(Column.text("rovers", "rovers"), Column.count("heartbeats/s", "perSecond"),
                Column.number("p50 ms", "p50Ms", 1), Column.number("p99 ms", "p99Ms", 1), Column.number("max ms", "maxMs", 1),
                new Column("never shown %", "unseenShare", "%.2f", 0.01), Column.bytes("sent kB/s", "sentPerSecond", 1e3),
                new Column("other CPU %", "watchedProcessors", "%.0f", 0.01),
                new Column("PostgreSQL CPU %", "databaseProcessors", "%.1f", 0.01));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int rovers : ROVERS) {
            stage.say(rovers + " rovers");
            rows.add(run(stage, rovers));
        }
        return rows;
    }

    private static Map<String, Object> run(Stage stage, int rovers) throws IOException, InterruptedException {
        try (BenchDatabase database = stage.database(); Stage.Service sender = stage.discovery(database, true);
                Stage.Service watched = stage.discovery(database, false);
                LoadRun load = stage.load(sender, "fleet", "--connections", "" + rovers, "--watched", "127.0.0.1:" + watched.port(),
                        "--deltas", "" + DELTAS, "--lists", "0", "--warm-up-ms", "8000", "--round-ms", "10000")) {
            load.awaitLine("lists open");
            double bytes = sentBytes(sender);
            long began = System.nanoTime();
            LoadRun.Result result = load.result();
            double sentPerSecond = (sentBytes(sender) - bytes) * 1e9 / (System.nanoTime() - began);
            long ended = System.nanoTime();
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("rovers", "" + rovers);
            row.putAll(result.rounds().getFirst());
            Map<?, ?> seen = (Map<?, ?>) row.remove("deltas");
            row.remove("lists");
            seen.forEach((name, value) -> row.put(name.toString(), value));
            ((Map<?, ?>) row.remove("delay")).forEach((name, value) -> row.put(name.toString(), value));
            row.put("unseenShare", ((Number) seen.get("unseen")).doubleValue()
                    / Math.max(1, ((Number) seen.get("expected")).doubleValue()));
            row.put("sentPerSecond", sentPerSecond);
            row.put("watchedProcessors", watched.usage().processors(began, ended));
            row.put("errors", result.errors());
            return row;
        }
    }

    private static double sentBytes(Stage.Service service) throws IOException {
        try {
            return new Api(service.port()).metric("depot_registry_told_bytes_total ");
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
