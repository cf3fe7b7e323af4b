package depot.bench;

import depot.archive.recording.FieldRecordings;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** How fast the field's recordings are read: by archive, in a heap of 64 MB, by the vendor's reader, and by a plain copy. */
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
        return "The recording field/ " + TIMES + " times over, medians of " + ROUNDS + " whole processes on one core, their start included."
                + " The vendor's reader is the Python that DEPOT_RERUN_PYTHON names, with rerun-sdk 0.22.1.";
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.text("what", "what"), Column.number("MB/s", "megabytesPerSecond", 0), Column.number("seconds", "seconds", 2));
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
            rows.add(row("its summary, track and curves", bytes, MedianTime.of(ROUNDS, () -> {
                Files.deleteIfExists(session.resolveSibling(".depot-summary"));
                run(command("64m", "summary", folder.resolve("sessions")));
            })));
            rows.add(row("a plain copy", bytes, MedianTime.of(ROUNDS, () -> copy(session, folder.resolve("copy")))));
            String vendor = System.getenv("DEPOT_RERUN_PYTHON");
            if (vendor == null || vendor.isEmpty()) {
                stage.say("the vendor's reader is not here");
            } else {
                rows.add(row("the vendor's reader, poses", bytes,
                        MedianTime.of(ROUNDS, () -> run(pinned(List.of(vendor, "-c", VENDOR, session.toString()))))));
            }
            return rows;
        } finally {
            remove(folder);
        }
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
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

    private static double java(String heap, String what, Path path) throws IOException, InterruptedException {
        return MedianTime.of(ROUNDS, () -> run(command(heap, what, path)));
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

    private static void copy(Path from, Path to) throws IOException {
        Files.deleteIfExists(to);
        Files.copy(from, to);
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    static Map<String, Object> row(String what, long bytes, double seconds) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("what", what);
        row.put("megabytesPerSecond", bytes / 1e6 / seconds);
        row.put("seconds", seconds);
        return row;
    }
}
