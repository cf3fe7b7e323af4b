package depot.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a console costs that only stays connected. */
final class IdleBenchmark implements Bench.Benchmark {

    private static final int CONSOLES = 10_000;
    private static final int WARM_UP_CONSOLES = 500;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String note() {
        return """
                Consoles on /ws, no rovers. heap: live objects after a collection; resident: as it was when all were open;
                collected: resident after a collection. each: what they added to the base, by their number; the base is taken after
                %d consoles had come and gone.""".formatted(WARM_UP_CONSOLES);
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.count("consoles", "connections"),
                Column.bytes("heap base MB", "heapBaseBytes", 1e6), Column.bytes("heap MB", "heapBytes", 1e6),
                Column.bytes("heap each KB", "heapBytesEach", 1024),
                Column.bytes("resident base MB", "residentBaseBytes", 1e6), Column.bytes("resident MB", "residentBytes", 1e6),
                Column.bytes("resident each KB", "residentBytesEach", 1024),
                Column.bytes("collected each KB", "residentCollectedBytesEach", 1024),
                Column.text("errors", "errors"));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        try (Stage.Service service = stage.discovery(Map.of())) {
            try (LoadRun warmUp = stage.load(service, "idle", "--connections", "" + WARM_UP_CONSOLES, "--round-ms", "1000")) {
                warmUp.result();
            }
            Thread.sleep(2_000);
            Map<String, Object> row = new LinkedHashMap<>();
            long heapBase = Memory.liveHeap(stage.jcmd(), service.pid());
            long residentBase = Memory.resident(service.pid());
            try (LoadRun load = stage.load(service, "idle", "--connections", "" + CONSOLES, "--round-ms", "10000")) {
                load.awaitLine("all open");
                Thread.sleep(1_000);
                long resident = Memory.resident(service.pid());
                long heap = Memory.liveHeap(stage.jcmd(), service.pid());
                long residentCollected = Memory.resident(service.pid());
                LoadRun.Result result = load.result();
                long opened = result.number("consolesOpened");
                row.put("connections", opened);
                row.put("heapBaseBytes", heapBase);
                row.put("heapBytes", heap);
                row.put("heapBytesEach", (heap - heapBase) / opened);
                row.put("residentBaseBytes", residentBase);
                row.put("residentBytes", resident);
                row.put("residentBytesEach", (resident - residentBase) / opened);
                row.put("residentCollectedBytes", residentCollected);
                row.put("residentCollectedBytesEach", (residentCollected - residentBase) / opened);
                row.put("errors", result.errors());
            }
            return List.of(row);
        }
    }
}
