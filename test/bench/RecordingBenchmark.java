package depot.bench;

import depot.archive.recording.FieldRecordings;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How fast the field's recordings are read: by archive, in a heap of 64 MB, by a plain copy, by Arrow's own reader of rows in the same
 * heap, and by the vendor's. {@code build.sh} fetches Arrow's before this is run; who has the vendor's says where.
 */
final class RecordingBenchmark implements Bench.Benchmark {
    static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int TIMES = 10; // the field's recording is 28.7 MB
    private static final int ROUNDS = 3;
    private static final String VENDOR = "import sys, rerun.dataframe as rrd\n"
            + "t = rrd.load_recording(sys.argv[1]).view(index='time', contents='/robot/**').select().read_all()\nassert t.num_rows > 0\n";

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public String note() {
        return "The recording field/ " + TIMES + " times over, medians of " + ROUNDS + " whole processes on one core, their start included,"
                + " by processor time."
                + " Arrow's reader gets its messages from ours, unpacked, and takes in numbers alone."
                + " The vendor's reader is the Python that DEPOT_RERUN_PYTHON names, with rerun-sdk 0.22.1; once, as it takes minutes.";
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.text("what", "what"), Column.number("MB/s", "megabytesPerSecond", 0), Column.number("seconds", "seconds", 2),
                Column.number("cpu s", "cpuSeconds", 2), Column.number("MB/cpu s", "megabytesPerCpuSecond", 0));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        if (FieldRecordings.folder().isEmpty()) {
            throw new IOException("the field's recordings are not here: DEPOT_RECORDINGS names their folder");
        }
        Path folder = Files.createTempDirectory("depot-recording");
        try {
            Path session = Files.createDirectories(folder.resolve("sessions/frog-0/sessions/2026-11-29T00-41-56")).resolve("session.rrd");
            long bytes = write(session);
            Files.setLastModifiedTime(session, java.nio.file.attribute.FileTime.fromMillis(0));
            List<Map<String, Object>> rows = new ArrayList<>();
            rows.add(row("poses alone", bytes, java("64m", "poses", session)));
            rows.add(row("everything", bytes, java("64m", "all", session)));
            stage.say("read");
            rows.add(row("its summary, track and curves", bytes, median(() -> {
                Files.deleteIfExists(session.resolveSibling(".depot-summary"));
                run(command("64m", "summary", folder.resolve("sessions")));
            })));
            rows.add(row("a plain copy", bytes, median(() -> run(pinned(List.of("dd", "if=" + session,
                    "of=" + folder.resolve("copy"), "bs=1M", "conv=fsync", "status=none"))))));
            addArrow(stage, rows, bytes, session);
            String vendor = System.getenv("DEPOT_RERUN_PYTHON");
            if (vendor == null || vendor.isEmpty()) {
                stage.say("the vendor's reader is not here");
            } else {
                rows.add(row("the vendor's reader, poses", bytes,
                        Took.by(() -> run(pinned(List.of(vendor, "-c", VENDOR, session.toString()))))));
            }
            return rows;
        } finally {
            remove(folder);
        }
    }

    private static void addArrow(Stage stage, List<Map<String, Object>> rows, long bytes, Path session) throws IOException,
            InterruptedException {
        Path built = stage.root().resolve("build/peers/arrow");
        if (!Files.exists(built.resolve("classes/depot/archive/recording/ArrowSpeed.class"))) {
            stage.say("Arrow's own reader is not here");
            return;
        }
        long jars = 0;
        try (Stream<Path> all = Files.list(built.resolve("lib"))) {
            for (Path jar : all.toList()) {
                jars += Files.size(jar);
            }
        }
        run(arrow(built, "poses", session.toString(), "compare")); // both find the same
        for (String what : List.of("poses", "all")) {
            rows.add(row(String.format(Locale.ROOT, "Arrow's own reader (%.1f MB of jars), %s", jars / 1e6, what), bytes,
                    median(() -> run(arrow(built, what, session.toString())))));
        }
    }

    private static List<String> arrow(Path built, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow", "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp",
                System.getProperty("java.class.path") + ":" + built.resolve("classes") + ":" + built.resolve("lib") + "/*",
                "depot.archive.recording.ArrowSpeed"));
        command.addAll(List.of(arguments));
        return pinned(command);
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    /** Its whole messages, several times. */
    private static long write(Path file) throws IOException {
        byte[] one = FieldRecordings.read("field");
        ByteBuffer all = ByteBuffer.wrap(one).order(ByteOrder.LITTLE_ENDIAN);
        int end = 12;
        while (end + 8 <= one.length && all.getInt(end) > 0 && end + 8 + all.getInt(end) <= one.length) {
            end += 8 + all.getInt(end);
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(one, 0, 12);
            for (int i = 0; i < TIMES; i++) {
                out.write(one, 12, end - 12);
            }
        }
        return Files.size(file);
    }

    private static Took java(String heap, String what, Path path) throws IOException, InterruptedException {
        return median(() -> run(command(heap, what, path)));
    }

    static List<String> command(String heap, String what, Path path) {
        return pinned(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap, "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"), RecordingSpeed.class.getName(), what,
                path.toString()));
    }

    /** To one core, where the machine has the command for that. */
    private static List<String> pinned(List<String> command) {
        List<String> whole = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/taskset"))) {
            whole.addAll(List.of("taskset", "-c", "0"));
        }
        whole.addAll(command);
        return whole;
    }

    interface Round {
        void run() throws IOException, InterruptedException;
    }

    /** What something took: on the clock, and of processors, its processes' alone. */
    record Took(double seconds, double cpuSeconds) {
        static Took by(Round round) throws IOException, InterruptedException {
            long from = System.nanoTime();
            double before = childrenSeconds();
            round.run();
            return new Took((System.nanoTime() - from) / 1e9, childrenSeconds() - before);
        }

        /** What processes that this one started have taken, once they are over (proc_pid_stat(5): cutime, cstime). */
        private static double childrenSeconds() throws IOException {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
        }
    }

    static Took median(Round round) throws IOException, InterruptedException {
        List<Took> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            rounds.add(Took.by(round));
        }
        rounds.sort(Comparator.comparingDouble(Took::cpuSeconds));
        return rounds.get(ROUNDS / 2);
    }

    /** @return what it printed last */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String last = "";
        try (BufferedReader in = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                last = line;
            }
        }
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("it ended with: " + last);
        }
        return last;
    }

    static Map<String, Object> row(String what, long bytes, Took took) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("what", what);
        row.put("megabytesPerSecond", bytes / 1e6 / took.seconds);
        row.put("seconds", took.seconds);
        row.put("cpuSeconds", took.cpuSeconds);
        row.put("megabytesPerCpuSecond", took.cpuSeconds > 0 ? bytes / 1e6 / took.cpuSeconds : 0);
        return row;
    }
}
