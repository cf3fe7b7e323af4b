package depot.discovery.telemetry;

import depot.common.memory.OutputBudget;
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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Positions on the disk. One file a rover and day of its own clock:
 *
 * <pre>
 *  DATA_DIR/positions/DAY/HASH     records of 28 bytes: i64 ns, f64 latitude, f64 longitude, f32 accuracy (NaN: not known)
 * </pre>
 *
 * One thread at a time writes and removes; any thread reads meanwhile.
 */
final class PositionFiles {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery");
    private static final int RECORD = 28;
    private static final int PIECE = 2048 * RECORD;
    private static final int DISK_BLOCK = 4096;
    static final int MOST_OF_A_DAY = 100_000; // records of a rover: more than one for each STEP_NANOS
    private static final long MAX_BYTES = 2_000_000_000L; // of all, as the disk counts; the oldest days go first

    private final Path folder;
    private boolean warnedOfFullDay; // the writer's

    private record Day(Path folder, long bytes, long newestMillis) {}

    /** @param folder need not be there */
    PositionFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes positions behind those that are there, as many as a day takes. */
    void append(List<PositionLog.Waiting> positions) throws IOException {
        Map<Path, List<PositionLog.Waiting>> files = new HashMap<>();
        for (PositionLog.Waiting each : positions) {
            Path file = file(each.rover(), Math.floorDiv(each.nanos(), PositionLog.NANOS_PER_DAY));
            files.computeIfAbsent(file, key -> new ArrayList<>()).add(each);
        }
        for (Map.Entry<Path, List<PositionLog.Waiting>> file : files.entrySet()) {
            append(file.getKey(), file.getValue());
        }
    }

    private void append(Path file, List<PositionLog.Waiting> records) throws IOException {
        Files.createDirectories(file.getParent());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long kept = channel.size() / RECORD; // over what a kill left of a record
            int room = Math.clamp(MOST_OF_A_DAY - kept, 0, records.size());
            if (room < records.size() && !warnedOfFullDay) {
                warnedOfFullDay = true;
                log.warn("{} has all the positions that a rover may have of a day: no more of that day are kept (logged once)", file);
            }
            ByteBuffer bytes = ByteBuffer.allocate(RECORD * room);
            records.subList(0, room).forEach(each -> bytes.putLong(each.nanos()).putDouble(each.latitude())
                    .putDouble(each.longitude()).putFloat(each.accuracy()));
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

    /** Days that nothing was written to for so long go, and the oldest where all take too much. @param nowMillis of the wall clock */
    void clean(long nowMillis) throws IOException {
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
        long now = Math.min(nowMillis, days.stream().mapToLong(Day::newestMillis).max().orElse(0));
        long total = days.stream().mapToLong(Day::bytes).sum();
        for (Day day : days) {
            if (now - day.newestMillis > PositionLog.KEPT_DAYS * PositionLog.MILLIS_PER_DAY || total > MAX_BYTES) {
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
        long firstDay = Math.floorDiv(fromNanos, PositionLog.NANOS_PER_DAY);
        long lastDay = Math.min(Math.floorDiv(toNanos, PositionLog.NANOS_PER_DAY), firstDay + PositionLog.KEPT_DAYS);
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
}
