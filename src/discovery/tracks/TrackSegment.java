package depot.discovery.tracks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A piece of one rover's track, in a file of bounded size that is only appended to:
 *
 * <pre>
 *  0        4        6        8            8+n               1024           1056
 *  | "TRK1" | length | 0      | rover's id | 0 …             | record       | record …   up to 64 KiB
 *  |        | n, u16 |        | UTF-8      | CRC-32 at 1020  |
 * </pre>
 *
 * Times within one never go back: where the clock does, the next one begins. Its fields are guarded by the {@link TrackStore}.
 */
final class TrackSegment {
    static final int BYTES = 64 * 1024;
    static final int HEAD = 1024;
    static final int RECORDS = (BYTES - HEAD) / TrackRecord.BYTES;
    private static final int MAGIC = 0x54524B31;
    private static final int ID_AT = 8;
    private static final int CHECK_AT = HEAD - 4;
    private static final int DISK_BLOCK = 4096;

    final Path file;
    final long number;
    final String rover;
    int records; // broken ones among them count
    long firstMillis;
    long lastMillis;

    /** A new one, which is not written yet. */
    TrackSegment(Path file, long number, String rover) {
        this.file = file;
        this.number = number;
        this.rover = rover;
    }

    /** What is there; empty where it has no sound head or no sound record. What is broken at its end is written over. */
    static Optional<TrackSegment> open(Path file, long number) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int count = (int) Math.min(RECORDS, (channel.size() - HEAD) / TrackRecord.BYTES);
            Optional<String> rover = rover(bytes(channel, 0, HEAD));
            if (rover.isEmpty()) {
                return Optional.empty();
            }
            Optional<TrackPoint> first = Optional.empty();
            for (int i = 0; i < count && first.isEmpty(); i++) {
                first = recordAt(channel, i);
            }
            Optional<TrackPoint> last = Optional.empty();
            while (count > 0 && last.isEmpty()) {
                last = recordAt(channel, count - 1);
                count -= last.isEmpty() ? 1 : 0;
            }
            if (first.isEmpty() || last.isEmpty()) {
                return Optional.empty();
            }
            TrackSegment segment = new TrackSegment(file, number, rover.get());
            segment.records = count;
            segment.firstMillis = first.get().millis();
            segment.lastMillis = last.get().millis();
            return Optional.of(segment);
        }
    }

    private static Optional<TrackPoint> recordAt(FileChannel channel, int index) throws IOException {
        ByteBuffer bytes = bytes(channel, HEAD + (long) index * TrackRecord.BYTES, TrackRecord.BYTES);
        return bytes.limit() < TrackRecord.BYTES ? Optional.empty() : TrackRecord.read(bytes);
    }

    /** Reads up to {@code length} bytes, as many as there are. */
    private static ByteBuffer bytes(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
            // goes on
        }
        return bytes.flip();
    }

    private static Optional<String> rover(ByteBuffer bytes) {
        if (bytes.limit() < HEAD || bytes.getInt(0) != MAGIC || bytes.getInt(CHECK_AT) != check(bytes)) {
            return Optional.empty();
        }
        int length = bytes.getShort(4) & 0xFFFF;
        return length > CHECK_AT - ID_AT ? Optional.empty() : Optional.of(new String(bytes.array(), ID_AT, length, StandardCharsets.UTF_8));
    }

    private static int check(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.slice(0, CHECK_AT));
        return (int) crc.getValue();
    }

    /** Whether a rover of that id can have any. */
    static boolean fits(String rover) {
        return rover.getBytes(StandardCharsets.UTF_8).length <= CHECK_AT - ID_AT;
    }

    /** At least what its file takes on the disk. */
    long diskBytes() {
        return (HEAD + (long) records * TrackRecord.BYTES + DISK_BLOCK - 1) / DISK_BLOCK * DISK_BLOCK;
    }

    /** Appends points, no more than there is room for; what is known of it changes only when they are written. */
    void write(List<TrackPoint> points) throws IOException {
        boolean fresh = records == 0;
        ByteBuffer bytes = ByteBuffer.allocate((fresh ? HEAD : 0) + points.size() * TrackRecord.BYTES);
        if (fresh) {
            byte[] id = rover.getBytes(StandardCharsets.UTF_8);
            bytes.putInt(MAGIC).putShort((short) id.length).putShort((short) 0).put(id);
            bytes.putInt(CHECK_AT, check(bytes)).position(HEAD);
        }
        points.forEach(point -> TrackRecord.put(point, bytes));
        bytes.flip();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long at = fresh ? 0 : HEAD + (long) records * TrackRecord.BYTES;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        }
    }

    /** The first so many of its records as they are now; none when it has gone meanwhile. After a broken one a line begins. */
    static List<TrackPoint> read(Path file, int records) throws IOException {
        byte[] all;
        try {
            all = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(all, Math.min(all.length, HEAD + records * TrackRecord.BYTES)));
        bytes.position(Math.min(HEAD, bytes.limit()));
        List<TrackPoint> points = new ArrayList<>(records);
        boolean broken = false;
        while (bytes.remaining() >= TrackRecord.BYTES) {
            Optional<TrackPoint> point = TrackRecord.read(bytes);
            boolean after = broken;
            point.ifPresent(each -> points.add(after ? each.beginning() : each));
            broken = point.isEmpty();
        }
        return points;
    }
}
