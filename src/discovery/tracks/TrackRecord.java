package depot.discovery.tracks;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A point as files have it, big endian:
 *
 * <pre>
 *  0          8              16              24           28         29        32
 *  | millis   | latitude     | longitude     | accuracy   | flags    | check   |
 *  | i64      | f64          | f64           | f32, NaN   | 1 begins | u24     |
 * </pre>
 *
 * The check is the low 24 bits of the CRC-32 of what is before it, so that what a power cut left of a record, zeros included, is not taken
 * for one. Pure.
 */
final class TrackRecord {
    static final int BYTES = 32;
    private static final int CHECKED = 29;
    private static final int BEGINS = 1;

    private TrackRecord() {}

    static void put(TrackPoint point, ByteBuffer to) {
        int start = to.position();
        to.putLong(point.millis()).putDouble(point.latitude()).putDouble(point.longitude()).putFloat(point.accuracyMetres());
        to.put((byte) (point.begins() ? BEGINS : 0));
        int check = check(to, start);
        to.put((byte) (check >> 16)).put((byte) (check >> 8)).put((byte) check);
    }

    /** The point of the next record, which is skipped; empty where that is broken. */
    static Optional<TrackPoint> read(ByteBuffer from) {
        int start = from.position();
        long millis = from.getLong();
        double latitude = from.getDouble();
        double longitude = from.getDouble();
        float accuracy = from.getFloat();
        boolean begins = (from.get() & BEGINS) != 0;
        int checksum = (from.get() & 0xFF) << 16 | (from.get() & 0xFF) << 8 | from.get() & 0xFF;
        boolean sound = checksum == check(from, start) && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
        return sound ? Optional.of(new TrackPoint(millis, latitude, longitude, accuracy, begins)) : Optional.empty();
    }

    private static int check(ByteBuffer bytes, int start) {
        CRC32 crc = new CRC32();
        crc.update(bytes.slice(start, CHECKED));
        return (int) crc.getValue() & 0xFF_FFFF;
    }
}
