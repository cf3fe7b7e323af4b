package depot.archive.recording;

import static depot.archive.recording.LittleEndian.f32;
import static depot.archive.recording.LittleEndian.f64;
import static depot.archive.recording.LittleEndian.i32;
import static depot.archive.recording.LittleEndian.i64;

/**
 * One record batch: where the values of its rows are. Used again for each; one thread. Each access is checked against its buffer
 * and throws {@link Damaged}.
 *
 * <pre>
 *  RecordBatch  0 rows (i64)  1 nodes (16 bytes each)  2 buffers {i64 offset, i64 length}  3 compression
 * </pre>
 */
final class Chunk {
    /** Of a row at the least: its id has sixteen, and each list an offset of four. */
    private static final int MIN_ROW_BYTES = 4;
    private static final int MAX_BUFFERS = 4096;

    private byte[] bytes;
    private int buffers; // position of the vector
    private int bufferCount;
    private int body;
    private int bodyBytes;
    private int rows;
    private long shown; // bytes of lists and texts that were asked for
    // what the last list was found to hold
    private int first;
    private int count;

    /**
     * @param batch position of the batch's table
     * @param body where its buffers begin, and
     * @param bodyBytes of them
     */
    void open(byte[] bytes, int batch, int body, int bodyBytes) {
        this.bytes = bytes;
        this.body = body;
        this.bodyBytes = bodyBytes;
        if (FlatBuffer.field(bytes, batch, 3) != 0) {
            throw new Damaged("its rows are compressed");
        }
        long declared = FlatBuffer.int64(bytes, batch, 0);
        if (declared < 0 || declared > bodyBytes / MIN_ROW_BYTES) {
            throw new Damaged("a chunk of " + declared + " rows in " + bodyBytes + " bytes");
        }
        rows = (int) declared;
        shown = 0;
        buffers = FlatBuffer.target(bytes, batch, 2);
        bufferCount = buffers == 0 ? 0 : FlatBuffer.count(bytes, buffers, MAX_BUFFERS);
    }

    int rows() {
        return rows;
    }

    private int bufferBytes(int number) {
        if (number >= bufferCount) {
            throw new Damaged("it has " + bufferCount + " buffers, and number " + number + " is asked for");
        }
        long length = i64(bytes, buffers + 4 + 16 * number + 8);
        long offset = i64(bytes, buffers + 4 + 16 * number);
        if (length < 0 || offset < 0 || offset > bodyBytes || length > bodyBytes - offset) {
            throw new Damaged("a buffer of " + length + " bytes at " + offset + ", where all have " + bodyBytes);
        }
        return (int) length;
    }

    /** Position of a number of elements in a buffer, which are all there. */
    private int position(int buffer, long index, long elements, int width) {
        int length = bufferBytes(buffer);
        if (index < 0 || elements < 0 || (index + elements) * width > length) {
            throw new Damaged("elements " + index + " to " + (index + elements) + " of a buffer of " + length + " bytes");
        }
        return body + (int) i64(bytes, buffers + 4 + 16 * buffer) + (int) index * width;
    }

    /**
     * Counts bytes that a row shows. No two rows share any, so they show no more than the body has; where they do, offsets fall, and
     * each row could show all of it.
     */
    private void show(long count) {
        shown += count;
        if (shown > bodyBytes) {
            throw new Damaged("its rows show the same bytes again");
        }
    }

    private boolean isNull(ArrowType type, int index) {
        if (bufferBytes(type.buffer()) == 0) {
            return false;
        }
        return (bytes[position(type.buffer(), index / 8, 1, 1)] >> (index % 8) & 1) == 0;
    }

    /** Unix time in nanoseconds. */
    long time(ArrowType type, int row) {
        return isNull(type, row) ? RecordingListener.NO_TIME : i64(bytes, position(type.buffer() + 1, row, 1, 8)) * type.unit();
    }

    /** Goes to a row of a list; {@link #first} and {@link #count} say which of its elements are the row's. False where it has none. */
    boolean list(ArrowType type, int row) {
        if (isNull(type, row)) {
            return false;
        }
        range(type, row);
        return count > 0;
    }

    private void range(ArrowType type, int index) {
        long from;
        long until;
        if (type.isLarge()) {
            int at = position(type.buffer() + 1, index, 2, 8);
            from = i64(bytes, at);
            until = i64(bytes, at + 8);
        } else {
            int at = position(type.buffer() + 1, index, 2, 4);
            from = i32(bytes, at);
            until = i32(bytes, at + 4);
        }
        if (from < 0 || until < from || until > Integer.MAX_VALUE) {
            throw new Damaged("a list from " + from + " to " + until);
        }
        first = (int) from;
        count = (int) (until - from);
    }

    int first() {
        return first;
    }

    int count() {
        return count;
    }

    /** One number of a type that {@code isFloating}. */
    double number(ArrowType type, int index) {
        int at = position(type.buffer() + 1, index, 1, type.width());
        return type.width() == 4 ? f32(bytes, at) : f64(bytes, at);
    }

    /** Position of the numbers of a type that {@code isFloating}, all of them there. */
    int numbers(ArrowType type, long index, long elements) {
        show(elements * type.width());
        return position(type.buffer() + 1, index, elements, type.width());
    }

    String text(ArrowType type, int index) {
        range(type, index);
        show(count);
        return new String(bytes, position(type.buffer() + 2, first, count, 1), count, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Goes to bytes within a list, of a type of bytes or a list of them; returns their position, {@link #count} says how many. */
    int blob(ArrowType type, int index) {
        range(type, index);
        show(count);
        return position(type.isBinary() ? type.buffer() + 2 : type.child().buffer() + 1, first, count, 1);
    }

    byte[] bytes() {
        return bytes;
    }
}
