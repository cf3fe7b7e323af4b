package depot.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what runs from {@code build/jars}: {@code ./build.sh bench [NAME…]}, without a name all but those that take
 * long; with {@code --target HOST:PORT} a server of others that runs already. The measured and the load are processes of their own; this
 * one starts them, measures their cost, ends them, and reports.
 *
 * <p>Each benchmark prints a table and writes {@code build/bench/NAME.json}, which holds the same rows, unrounded, and the
 * machine. Nothing is asserted on times: compare only runs on one machine with nothing else to do.
 */
public final class Bench {

    /** One benchmark: it prints progress as it goes, and gives its rows. */
    interface Benchmark {
        String name();

        /** What the columns mean that do not say it themselves, and how it was measured. */
        String note();

        /** Whether it takes so long that it is run only by those who name it. */
        default boolean onlyByName() {
            return false;
        }

        List<Column> columns();

        List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException;
    }

    private static final List<Benchmark> ALL = List.of(
            new HeartbeatBenchmark(), new FanoutBenchmark(), new FleetBenchmark(), new RegistryBenchmark(), new IdleBenchmark(),
            new StartupBenchmark(),
            new AssignBenchmark(), new StartsBenchmark(), new ProgressBenchmark(), new RestBenchmark(), new MemoryBenchmark(),
            new FramerBenchmark(), new CasterBenchmark(), new LinksBenchmark(), new SupervisedBenchmark(), new TelemetryBenchmark(),
            new UploadBenchmark(), new RecordingBenchmark(), new MappingBenchmark(), new LanesBenchmark(), new DayBenchmark(),
            new PageBenchmark(),
            new SoakBenchmark(), new PeersBenchmark());

    /** Those whose load needs nothing of ours but the addresses of the calls. */
    private static final List<String> OF_ANY_SERVER = List.of("heartbeats", "fanout", "caster");

    private Bench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error"); // of what starts the database in this process
        List<String> names = new ArrayList<>(List.of(arguments));
        String target = null;
        int at = names.indexOf("--target");
        if (at >= 0 && at + 1 < names.size()) {
            target = names.remove(at + 1);
            names.remove(at);
        }
        List<String> known = ALL.stream().map(Benchmark::name).toList();
        if (!known.containsAll(names) || target != null && (names.isEmpty() || !OF_ANY_SERVER.containsAll(names))) {
            System.err.println("bench: there are " + String.join(", ", known)
                    + "; --target HOST:PORT measures a server that runs already with "
                    + String.join(", ", OF_ANY_SERVER));
            System.exit(2);
        }
        Machine machine = Machine.look();
        System.out.println(machine.oneLine());
        int failed = 0;
        for (Benchmark benchmark : ALL) {
            if (names.isEmpty() ? !benchmark.onlyByName() : names.contains(benchmark.name())) {
                failed += runOne(benchmark, machine, target) ? 0 : 1;
            }
        }
        System.exit(failed == 0 ? 0 : 1);
    }

    /** A benchmark that fails does not keep the others from running. */
    private static boolean runOne(Benchmark benchmark, Machine machine, String target) throws InterruptedException {
        System.out.println();
        System.out.println("== " + benchmark.name());
        try (Stage stage = new Stage(target)) {
            List<Map<String, Object>> rows = benchmark.run(stage);
            System.out.println();
            System.out.println(Table.of(benchmark.columns(), rows));
            System.out.println(benchmark.note());
            Path file = write(benchmark, machine, stage, rows);
            System.out.println("written to " + file);
            return true;
        } catch (IOException | RuntimeException e) {
            System.out.println("FAILED: " + e);
            return false;
        }
    }

    private static Path write(Benchmark benchmark, Machine machine, Stage stage, List<Map<String, Object>> rows) throws IOException {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("name", benchmark.name());
        whole.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        whole.put("machine", machine.fields());
        whole.put("serviceFlags", String.join(" ", stage.serviceFlags()));
        whole.put("note", benchmark.note());
        whole.put("rows", rows);
        Path file = stage.root().resolve("build/bench/" + benchmark.name() + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(whole) + "\n");
        return stage.root().relativize(file);
    }
}
