package depot.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long a base's corrections take to reach all rovers at the caster: {@link CastingServer}. */
final class CasterBenchmark implements Bench.Benchmark {

    /** @param timed of so many rovers one is read at once, and timed */
    private record Crowd(int rovers, int timed) {}

    private static final List<Crowd> CROWDS = List.of(new Crowd(1_000, 1), new Crowd(5_000, 1), new Crowd(5_000, 20));
    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return "caster";
    }

    @Override
    public String note() {
        return """
                %d frames together once a second, a kilobyte, to each rover over NTRIP 1 on one machine; the median of %d rounds of 8 s by
                p99. Delay: from the receiver's giving the frame until the load has read it. timed: so many rovers are read at once, the
                others half a second later, as reading costs this machine nearly as much as sending, and a base's rovers are not on it.
                resident: of the service at its peak; heap:
                live objects after a collection, with all rovers connected.""".formatted(CastingServer.FRAMES, ROUNDS) + Columns.COST_NOTE;
    }

    @Override
    public List<Column> columns() {
        List<Column> first = new ArrayList<>(List.of(Column.count("rovers", "connections"), Column.count("timed", "timed"),
                Column.count("frames/s", "perSecond")));
        first.addAll(Columns.delay());
        first.add(Column.bytes("heap MB", "heapBytes", 1e6));
        first.add(Column.bytes("resident MB", "residentPeakBytes", 1e6));
        return Columns.withCost(first.toArray(Column[]::new));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Crowd crowd : CROWDS) {
            stage.say(crowd.rovers + " rovers, one of " + crowd.timed + " timed");
            rows.add(run(stage, crowd));
        }
        return rows;
    }

    private static Map<String, Object> run(Stage stage, Crowd crowd) throws IOException, InterruptedException {
        try (Stage.Service service = stage.own(CastingServer.class);
                LoadRun load = stage.load(service, "caster", "--connections", "" + crowd.rovers, "--timed", "" + crowd.timed,
                        "--rounds", "" + ROUNDS, "--round-ms", "8000", "--warm-up-ms", "4000")) {
            load.awaitLine("all open");
            long heap = Memory.liveHeap(stage.jcmd(), service.pid());
            LoadRun.Result result = load.result();
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("connections", result.number("roversOpened"));
            row.put("timed", crowd.rovers / crowd.timed);
            row.putAll(result.median("delayP99Ms"));
            row.put("heapBytes", heap);
            row.put("residentPeakBytes", Memory.residentPeak(service.pid()));
            row.put("errors", result.errors());
            return row;
        }
    }
}
