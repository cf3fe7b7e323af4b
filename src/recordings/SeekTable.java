package depot.recordings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Where the frames of a small file are, and what of the original each holds. It is the last frame of the file, as the
 * <a href="https://github.com/facebook/zstd/blob/dev/contrib/seekable_format/zstd_seekable_compression_format.md">seekable
 * format of Zstandard</a>, version 0.1.0, says; all numbers are little endian.
 *
 * <pre>
 *  Skippable_Magic_Number  u32  0x184D2A5E
 *  Frame_Size              u32  of what follows
 *  per frame               u32  Compressed_Size
 *                          u32  Decompressed_Size    (0 for a skippable frame)
 *  Number_Of_Frames        u32
 *  Seek_Table_Descriptor   u8   0: entries have no checksum; the frames have one of their own
 *  Seekable_Magic_Number   u32  0x8F92EAB1
 * </pre>
 *
 * Immutable.
 */
final class SeekTable {
    static final int FOOTER_BYTES = 9;
    /** Frames in the largest table that is read: an original of a terabyte. */
    private static final int MAX_FRAMES = 1_000_000;
    private static final int HEAD_BYTES = 8;
    private static final int ENTRY_BYTES = 8;
    private static final int SKIPPABLE_MAGIC = 0x184D2A5E;
    private static final int SEEKABLE_MAGIC = 0x8F92EAB1;

    private final long[] stored; // where each frame begins in the file; one more for the end of the last
    private final long[] original; // and what it holds; both rise

    private SeekTable(long[] stored, long[] original) {
        this.stored = stored;
        this.original = original;
    }

    /** Collects the sizes of frames as they are written. One thread. */
    static final class Builder {
        private int[] sizes = new int[256];
        private int count;

        void add(int compressed, int decompressed) throws IOException {
            if (count / 2 == MAX_FRAMES) {
                throw new IOException("it is too large to be kept small");
            }
            if (count == sizes.length) {
                sizes = Arrays.copyOf(sizes, count * 2);
            }
            sizes[count++] = compressed;
            sizes[count++] = decompressed;
        }

        /** The table as it is in the file. */
        ByteBuffer encode() {
            int frames = count / 2;
            int content = frames * ENTRY_BYTES + FOOTER_BYTES;
            ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + content).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(SKIPPABLE_MAGIC).putInt(content);
            for (int i = 0; i < count; i++) {
                bytes.putInt(sizes[i]);
            }
            return bytes.putInt(frames).put((byte) 0).putInt(SEEKABLE_MAGIC).flip();
        }
    }

    /**
     * How many bytes of the file's end the table has.
     *
     * @param footer the file's last {@link #FOOTER_BYTES}
     * @throws IOException when it is no table of ours
     */
    static int bytes(ByteBuffer footer) throws IOException {
        footer.order(ByteOrder.LITTLE_ENDIAN);
        int frames = footer.getInt(0);
        if (footer.getInt(5) != SEEKABLE_MAGIC || footer.get(4) != 0) {
            throw new IOException("it does not end with a seek table");
        }
        if (frames < 0 || frames > MAX_FRAMES) {
            throw new IOException("its seek table claims " + Integer.toUnsignedString(frames) + " frames");
        }
        return HEAD_BYTES + frames * ENTRY_BYTES + FOOTER_BYTES;
    }

    /**
     * @param table as many bytes as {@link #bytes} says, from the file's end
     * @param fileBytes the file's length
     * @param maxFrame bytes of the original that a frame may hold
     */
    static SeekTable decode(ByteBuffer table, long fileBytes, int maxFrame) throws IOException {
        table.order(ByteOrder.LITTLE_ENDIAN);
        int frames = (table.capacity() - HEAD_BYTES - FOOTER_BYTES) / ENTRY_BYTES;
        if (table.getInt(0) != SKIPPABLE_MAGIC || table.getInt(4) != table.capacity() - HEAD_BYTES) {
            throw new IOException("its seek table has a wrong head");
        }
        long[] stored = new long[frames + 1];
        long[] original = new long[frames + 1];
        for (int i = 0; i < frames; i++) {
            long compressed = Integer.toUnsignedLong(table.getInt(HEAD_BYTES + i * ENTRY_BYTES));
            long decompressed = Integer.toUnsignedLong(table.getInt(HEAD_BYTES + i * ENTRY_BYTES + 4));
            if (decompressed > maxFrame || compressed > 2L * maxFrame) {
                throw new IOException("its seek table claims a frame of " + decompressed + " bytes, kept in " + compressed);
            }
            stored[i + 1] = stored[i] + compressed;
            original[i + 1] = original[i] + decompressed;
        }
        if (stored[frames] + table.capacity() != fileBytes) {
            throw new IOException("its seek table claims " + stored[frames] + " bytes before it, and there are "
                    + (fileBytes - table.capacity()));
        }
        return new SeekTable(stored, original);
    }

    /** Bytes of the original in all. */
    long length() {
        return original[original.length - 1];
    }

    /** The frame that holds a byte of the original. @param at less than {@link #length} */
    int frameOf(long at) {
        int found = Arrays.binarySearch(original, at);
        int frame = found >= 0 ? found : -found - 2;
        while (original[frame + 1] == original[frame]) { // it holds nothing
            frame++;
        }
        return frame;
    }

    long storedAt(int frame) {
        return stored[frame];
    }

    int storedBytes(int frame) {
        return (int) (stored[frame + 1] - stored[frame]);
    }

    long originalAt(int frame) {
        return original[frame];
    }

    int originalBytes(int frame) {
        return (int) (original[frame + 1] - original[frame]);
    }
}
