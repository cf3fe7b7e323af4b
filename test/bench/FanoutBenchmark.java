package depot.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How fast one stream of frames goes to many consoles, by the shared parts alone: {@link FanoutServer}. */
final class FanoutBenchmark implements Bench.Benchmark {

    private static final int[] CONSOLES = {100, 1_000, 5_000};
    /** Frames a second to all consoles together; 0 is as fast as it goes. The first also warms up. */
    private static final int[] FRAMES_PER_SECOND = {1_000_000, 100_000, 2_000_000, 4_000_000, 0};

    @Override
    public String name() {
        return "fanout";
    }

    @Override
    public String note() {
        return """
                Frames of %d bytes through a ring of %d; 3 s for each rate after 4 s. no loss: published as fast as the slowest
                console reads; else evenly, and a console that falls behind misses some. Delay: from publishing until the load
                has read it.
                """.formatted(FanoutServer.FRAME_BYTES, FanoutServer.RING) + Columns.COST_NOTE;
    }

    @Override
    public List<Column> columns() {
        List<Column> first = new ArrayList<>(List.of(
                Column.count("consoles", "connections"), Column.text("offered frames/s", "offered"),
                Column.count("received frames/s", "framesPerSecond"), Column.bytes("MB/s", "bytesPerSecond", 1e6),
                new Column("missed %", "missedShare", "%.1f", 0.01)));
        first.addAll(Columns.delay());
        return Columns.withCost(first.toArray(Column[]::new));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int consoles : CONSOLES) {
            stage.say(consoles + " consoles");
            rows.addAll(run(stage, consoles));
        }
        return rows;
    }

    private static List<Map<String, Object>> run(Stage stage, int consoles) throws IOException, InterruptedException {
        String rates = Arrays.stream(FRAMES_PER_SECOND).mapToObj(rate -> "" + rate / consoles).collect(Collectors.joining(","));
        try (Stage.Service service = stage.own(FanoutServer.class);
                LoadRun load = stage.load(service, "fanout", "--connections", "" + consoles, "--rates", rates,
                        "--warm-up-ms", "4000", "--round-ms", "3000")) {
            LoadRun.Result result = load.result();
            List<Map<String, Object>> rows = new ArrayList<>();
            for (Map<String, Object> round : result.rounds()) {
                rows.add(row(result, round));
            }
            rows.getLast().put("residentPeakBytes", Memory.residentPeak(service.pid()));
            return rows;
        }
    }

    private static Map<String, Object> row(LoadRun.Result result, Map<String, Object> round) {
        long opened = result.number("consolesOpened");
        long perSecond = ((Number) round.get("perSecond")).longValue();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("connections", opened);
        row.put("offered", perSecond == 0 ? "no loss" : "%,d".formatted(perSecond * opened));
        row.putAll(round);
        row.put("missedShare", ((Number) round.get("missed")).doubleValue() / ((Number) round.get("expected")).doubleValue());
        row.put("errors", result.errors());
        return row;
    }
}
