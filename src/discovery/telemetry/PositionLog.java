package depot.discovery.telemetry;

import depot.common.GuardedBy;
import depot.common.threads.Worker;
import depot.common.time.Time;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where rovers were, by their telemetry, for two weeks: so that what they recorded in the same minutes can be placed. Times are the
 * rovers' own, as their recordings have them. One file a rover and day:
 *
 * <pre>
 *  DATA_DIR/positions/DAY/HASH     records of 28 bytes: i64 ns, f64 latitude, f64 longitude, f32 accuracy (NaN: not known)
 * </pre>
 *
 * {@link #add} is the telemetry thread's and does not wait for the disk; what the disk cannot take is left out. Any thread reads.
 */
final class PositionLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery");
    private static final int RECORD = 28;
    private static final int MAX_WAITING = 100_000;
    private static final int MAX_ANSWER = 200_000;
    private static final int KEPT_DAYS = 14;
    private static final long MAX_BYTES = 2_000_000_000L; // of all; the oldest days go first
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final long STEP_NANOS = 900_000_000L;
    private static final long STANDING_NANOS = 30_000_000_000L; // a rover that stands is noted this often
    private static final double MOVED_DEGREES = 2e-7; // some two centimetres
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int CLEAN_EVERY = 300; // pauses

    private final Path folder;
    private final Time time;
    private final Map<String, Noted> last = new HashMap<>(); // the telemetry thread's
    @GuardedBy("this") private List<Waiting> waiting = new ArrayList<>();
    private final Worker writer;

    private record Noted(long nanos, double latitude, double longitude) {}

    private record Waiting(String rover, long nanos, double latitude, double longitude, float accuracy) {}

    /** @param data {@code DATA_DIR} */
    PositionLog(Path data, Time time) {
        folder = data.resolve("positions");
        this.time = time;
        writer = Worker.start("positions", this::run);
    }

    void add(String rover, Telemetry.Position position) {
        long nanos = position.clockNanos() > 0 ? position.clockNanos() : time.millis() * 1_000_000;
        Noted before = last.get(rover);
        if (before != null && nanos >= before.nanos) {
            boolean moved = Math.hypot(position.latitude() - before.latitude, position.longitude() - before.longitude) >= MOVED_DEGREES;
            if (nanos - before.nanos < (moved ? STEP_NANOS : STANDING_NANOS)) {
                return;
            }
        }
        if (last.size() >= MAX_WAITING) {
            last.clear();
        }
        last.put(rover, new Noted(nanos, position.latitude(), position.longitude()));
        synchronized (this) {
            if (waiting.size() < MAX_WAITING) {
                waiting.add(new Waiting(rover, nanos, position.latitude(), position.longitude(), (float) position.accuracyMetres()));
            }
        }
    }

    private void run() throws InterruptedException {
        for (int round = 0; ; round++) {
            try {
                write();
                if (round % CLEAN_EVERY == 0) {
                    clean();
                }
            } catch (IOException e) {
                log.warn("where rovers were cannot be kept: {}", e.toString());
            }
            Thread.sleep(PAUSE);
        }
    }

    /** Writes what waits. */
    void write() throws IOException {
        List<Waiting> now;
        synchronized (this) {
            now = waiting;
            waiting = new ArrayList<>();
        }
        Map<Path, List<Waiting>> files = new HashMap<>();
        for (Waiting each : now) {
            files.computeIfAbsent(file(each.rover, Math.floorDiv(each.nanos, NANOS_PER_DAY)), key -> new ArrayList<>()).add(each);
        }
        for (Map.Entry<Path, List<Waiting>> file : files.entrySet()) {
            ByteBuffer bytes = ByteBuffer.allocate(RECORD * file.getValue().size());
            file.getValue().forEach(each -> bytes.putLong(each.nanos).putDouble(each.latitude).putDouble(each.longitude)
                    .putFloat(each.accuracy));
            Files.createDirectories(file.getKey().getParent());
            try (FileChannel channel = FileChannel.open(file.getKey(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                long at = channel.size() / RECORD * RECORD; // over what a kill left of a record
                for (bytes.flip(); bytes.hasRemaining(); ) {
                    at += channel.write(bytes, at);
                }
            }
        }
    }

    private Path file(String rover, long day) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(rover.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(LocalDate.ofEpochDay(day).toString()).resolve(HexFormat.of().formatHex(Arrays.copyOf(digest, 16)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** Days that nothing was written to for so long go, and the oldest where all take too much. */
    private void clean() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        TreeSet<Path> days = new TreeSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            all.forEach(days::add);
        }
        Map<Path, Long> sizes = new HashMap<>();
        long total = 0;
        for (Path day : days) {
            long bytes = 0;
            long newest = 0;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(day)) {
                for (Path file : files) {
                    bytes += Files.size(file);
                    newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
                }
            }
            boolean old = Math.abs(time.millis() - newest) > Duration.ofDays(KEPT_DAYS).toMillis();
            if (old) {
                remove(day);
            } else {
                sizes.put(day, bytes);
                total += bytes;
            }
        }
        for (Path day : days) {
            if (total > MAX_BYTES && sizes.containsKey(day)) {
                remove(day);
                total -= sizes.get(day);
            }
        }
    }

    private static void remove(Path day) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(day)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(day);
    }

    /** Time, latitude, longitude and accuracy, one after the other, of a rover between two times of its own clock; in the order of time. */
    List<double[]> between(String rover, long fromNanos, long toNanos) throws IOException {
        List<double[]> found = new ArrayList<>();
        long firstDay = Math.floorDiv(fromNanos, NANOS_PER_DAY);
        long lastDay = Math.min(Math.floorDiv(toNanos, NANOS_PER_DAY), firstDay + KEPT_DAYS);
        for (long day = firstDay; day <= lastDay; day++) {
            Optional<ByteBuffer> bytes = read(file(rover, day));
            while (bytes.isPresent() && bytes.get().remaining() >= RECORD && found.size() < MAX_ANSWER) {
                ByteBuffer at = bytes.get();
                long nanos = at.getLong();
                double[] position = {nanos / 1e6, at.getDouble(), at.getDouble(), at.getFloat()};
                if (nanos >= fromNanos && nanos <= toNanos) {
                    found.add(position);
                }
            }
        }
        found.sort((one, other) -> Double.compare(one[0], other[0]));
        return found;
    }

    private static Optional<ByteBuffer> read(Path file) throws IOException {
        try {
            return Optional.of(ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        writer.close();
        try {
            write();
        } catch (IOException e) {
            log.warn("where rovers were cannot be kept: {}", e.toString());
        }
    }
}
