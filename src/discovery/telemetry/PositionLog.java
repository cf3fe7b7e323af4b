package depot.discovery.telemetry;

import depot.common.GuardedBy;
import depot.common.memory.OutputBudget;
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
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
 * Anybody can send a datagram, so how many come, and with which times, is bounded: a rover's by when they arrive, a file's by its records,
 * the days by this machine's own.
 *
 * <p>{@link #add} is the telemetry thread's and does not wait for the disk; what the disk cannot take is left out. Any thread reads.
 */
final class PositionLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery");
    private static final int RECORD = 28;
    private static final int PIECE = 2048 * RECORD;
    private static final int DISK_BLOCK = 4096;
    static final int MOST_OF_A_DAY = 100_000; // records of a rover: more than one for each STEP_NANOS
    private static final int MAX_WAITING = 100_000;
    private static final int KEPT_DAYS = 14;
    private static final int SLACK_DAYS = 1; // this machine's clock may be hours off
    private static final long MAX_BYTES = 2_000_000_000L; // of all, as the disk counts; the oldest days go first
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final long STEP_NANOS = 900_000_000L;
    private static final long STANDING_NANOS = 30_000_000_000L; // a rover that stands is noted this often
    private static final long BURST_NANOS = 30_000_000_000L; // so many at once that a radio held up
    private static final double MOVED_DEGREES = 2e-7; // some two centimetres
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LAST_WRITE = Duration.ofSeconds(5);
    private static final int CLEAN_EVERY = 300; // pauses

    private final Path folder;
    private final Time time;
    private final LinkedHashMap<String, Noted> last = new LinkedHashMap<>(16, 0.75f, true); // the telemetry thread's, as is the next
    private boolean warnedOfDay;
    @GuardedBy("this") private List<Waiting> waiting = new ArrayList<>();
    private boolean warnedOfFullDay; // the writer's
    private final ReentrantLock disk = new ReentrantLock(); // held while the writer writes
    private volatile boolean ended; // written by who closes
    private final Worker writer;

    /** @param dueNanos when the next is due by its share, by the steady clock */
    private record Noted(long nanos, double latitude, double longitude, long dueNanos) {}

    private record Waiting(String rover, long nanos, double latitude, double longitude, float accuracy) {}

    private record Day(Path folder, long bytes, long newestMillis) {}

    /** @param data {@code DATA_DIR} */
    PositionLog(Path data, Time time) {
        folder = data.resolve("positions");
        this.time = time;
        writer = Worker.start("positions", this::run);
    }

    void add(String rover, Telemetry.Position position) {
        long nanos = position.clockNanos() > 0 ? position.clockNanos() : time.millis() * 1_000_000;
        if (!isOfTheseDays(nanos)) {
            return;
        }
        long now = position.heardNanos();
        Noted before = last.get(rover);
        long due = before == null || before.dueNanos - now < 0 ? now : before.dueNanos;
        if (due - now > BURST_NANOS || before != null && isTooSoon(before, nanos, position)) {
            return;
        }
        last.put(rover, new Noted(nanos, position.latitude(), position.longitude(), due + STEP_NANOS));
        if (last.size() > MAX_WAITING) {
            last.pollFirstEntry();
        }
        synchronized (this) {
            if (waiting.size() < MAX_WAITING) {
                waiting.add(new Waiting(rover, nanos, position.latitude(), position.longitude(), (float) position.accuracyMetres()));
            }
        }
    }

    private boolean isOfTheseDays(long nanos) {
        long ahead = Math.floorDiv(nanos, NANOS_PER_DAY) - Math.floorDiv(time.millis(), MILLIS_PER_DAY);
        boolean near = ahead <= SLACK_DAYS && ahead >= -KEPT_DAYS - SLACK_DAYS;
        if (!near && !warnedOfDay) {
            warnedOfDay = true;
            log.warn("a position has a time {} days from this machine's: such positions are not kept (logged once)", ahead);
        }
        return near;
    }

    /** By the rover's own clock, whichever way it was set. */
    private static boolean isTooSoon(Noted before, long nanos, Telemetry.Position position) {
        boolean moved = Math.hypot(position.latitude() - before.latitude, position.longitude() - before.longitude) >= MOVED_DEGREES;
        return Math.abs(nanos - before.nanos) < (moved ? STEP_NANOS : STANDING_NANOS);
    }

    private void run() throws InterruptedException {
        for (int round = 0; ; round++) {
            try {
                writeInTurn();
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
            append(file.getKey(), file.getValue());
        }
    }

    private void append(Path file, List<Waiting> records) throws IOException {
        Files.createDirectories(file.getParent());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long kept = channel.size() / RECORD; // over what a kill left of a record
            int room = Math.clamp(MOST_OF_A_DAY - kept, 0, records.size());
            if (room < records.size() && !warnedOfFullDay) {
                warnedOfFullDay = true;
                log.warn("{} has all the positions that a rover may have of a day: no more of that day are kept (logged once)", file);
            }
            ByteBuffer bytes = ByteBuffer.allocate(RECORD * room);
            records.subList(0, room).forEach(each -> bytes.putLong(each.nanos).putDouble(each.latitude).putDouble(each.longitude)
                    .putFloat(each.accuracy));
            long at = kept * RECORD;
            for (bytes.flip(); bytes.hasRemaining(); ) {
                at += channel.write(bytes, at);
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
    void clean() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        TreeSet<Path> names = new TreeSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, Files::isDirectory)) {
            all.forEach(names::add);
        }
        List<Day> days = new ArrayList<>();
        for (Path name : names) {
            days.add(day(name));
        }
        // a clock that is ahead, before anything was written by it, removes nothing
        long now = Math.min(time.millis(), days.stream().mapToLong(Day::newestMillis).max().orElse(0));
        long total = days.stream().mapToLong(Day::bytes).sum();
        for (Day day : days) {
            if (now - day.newestMillis > KEPT_DAYS * MILLIS_PER_DAY || total > MAX_BYTES) {
                remove(day.folder);
                total -= day.bytes;
            }
        }
    }

    private static Day day(Path folder) throws IOException {
        long bytes = DISK_BLOCK;
        long newest = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                bytes += onDisk(found.size());
                newest = Math.max(newest, found.lastModifiedTime().toMillis());
            }
        }
        return new Day(folder, bytes, newest);
    }

    /** What a file takes: whole blocks, one at least. */
    static long onDisk(long bytes) {
        return Math.max(1, (bytes + DISK_BLOCK - 1) / DISK_BLOCK) * DISK_BLOCK;
    }

    private static void remove(Path day) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(day)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(day);
    }

    /**
     * Where a rover was between two times of its own clock, in the order of time; of very much the first.
     *
     * @param room what is found is charged to it, first
     * @throws OutputBudget.Full when there is no room for it
     */
    PositionList between(String rover, long fromNanos, long toNanos, OutputBudget.Room room) throws IOException {
        PositionList found = new PositionList(room);
        long firstDay = Math.floorDiv(fromNanos, NANOS_PER_DAY);
        long lastDay = Math.min(Math.floorDiv(toNanos, NANOS_PER_DAY), firstDay + KEPT_DAYS);
        for (long day = firstDay; day <= lastDay && !found.isFull(); day++) {
            read(file(rover, day), fromNanos, toNanos, found);
        }
        found.sort(fromNanos);
        return found;
    }

    /** In pieces: an earlier version let files grow without end. */
    private static void read(Path file, long fromNanos, long toNanos, PositionList found) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            long end = Math.min(channel.size() / RECORD, MOST_OF_A_DAY) * RECORD;
            for (long at = 0; at < end; at += piece.limit()) {
                piece.clear().limit((int) Math.min(PIECE, end - at));
                while (piece.hasRemaining()) {
                    if (channel.read(piece, at + piece.position()) < 0) {
                        return; // it was removed meanwhile
                    }
                }
                piece.flip();
                while (piece.hasRemaining() && !found.isFull()) {
                    long nanos = piece.getLong();
                    double latitude = piece.getDouble();
                    double longitude = piece.getDouble();
                    float accuracy = piece.getFloat();
                    if (nanos >= fromNanos && nanos <= toNanos) {
                        found.add(nanos, latitude, longitude, accuracy);
                    }
                }
            }
        } catch (NoSuchFileException e) {
            // nothing is kept of that day
        }
    }

    /** Unless the end has come. */
    private void writeInTurn() throws IOException {
        disk.lock();
        try {
            if (!ended) {
                write();
            }
        } finally {
            disk.unlock();
        }
    }

    /** No write begins any more, and the one under way is waited for: an interrupt would close the file under it. */
    private void end() {
        ended = true;
        try {
            if (disk.tryLock(LAST_WRITE.toMillis(), TimeUnit.MILLISECONDS)) {
                disk.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
        writer.close();
        try {
            write();
        } catch (IOException e) {
            log.warn("where rovers were cannot be kept: {}", e.toString());
        }
    }
}
