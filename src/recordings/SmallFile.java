package depot.recordings;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A recording that is kept small, read as if it were not: any part of the original, of which no more than one frame is in
 * memory at a time. {@code zstd -d} makes the original of such a file as well.
 *
 * <pre>
 *  skippable frame   the head: see {@link SmallHead}
 *  frame, frame, …   a mebibyte of the original each, the last one what is left
 *  skippable frame   the seek table: see {@link SeekTable}
 * </pre>
 *
 * For one thread at a time.
 */
public final class SmallFile implements Closeable {
    /** Bytes of the original in a frame. Larger ones take hardly less room, and each read would have to unpack one. */
    static final int FRAME_BYTES = 1024 * 1024;

    private final FileChannel channel;
    private final SmallHead head;
    private final SeekTable table;
    private byte[] frame; // what is unpacked
    private int frameNumber = -1;

    private SmallFile(FileChannel channel, SmallHead head, SeekTable table) {
        this.channel = channel;
        this.head = head;
        this.table = table;
    }

    /**
     * Reads the head and the seek table.
     *
     * @param channel taken over where this returns, and else still the caller's
     * @throws IOException when the file is none of ours, or not whole
     */
    public static SmallFile of(FileChannel channel) throws IOException {
        SmallHead head = SmallHead.read(channel);
        long bytes = channel.size();
        if (bytes < SeekTable.FOOTER_BYTES) {
            throw new IOException("it is too short for a seek table");
        }
        int tableBytes = SeekTable.bytes(exactly(channel, bytes - SeekTable.FOOTER_BYTES, SeekTable.FOOTER_BYTES));
        if (tableBytes > bytes) {
            throw new IOException("it is too short for its seek table");
        }
        SeekTable table = SeekTable.decode(exactly(channel, bytes - tableBytes, tableBytes), bytes, FRAME_BYTES);
        if (table.length() != head.length()) {
            throw new IOException("its head claims " + head.length() + " bytes, its seek table " + table.length());
        }
        return new SmallFile(channel, head, table);
    }

    public static SmallFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return of(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    static ByteBuffer exactly(FileChannel channel, long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new EOFException("it is cut short");
            }
        }
        return bytes.flip();
    }

    /** Bytes of the original. */
    public long length() {
        return table.length();
    }

    /** Bytes on the disk. */
    public long storedBytes() throws IOException {
        return channel.size();
    }

    /** What identified the original when it was compressed, as text that only its writer interprets. */
    public String origin() {
        return head.origin();
    }

    /** The file itself, for callers that want the compressed bytes. */
    public FileChannel stored() {
        return channel;
    }

    /**
     * Reads bytes of the original, up to the end of one frame.
     *
     * @return how many; -1 at the end
     * @throws IOException also when the file is damaged there
     */
    public int read(ByteBuffer into, long at) throws IOException {
        if (at >= table.length()) {
            return -1;
        }
        int number = table.frameOf(at);
        unpack(number);
        int from = (int) (at - table.originalAt(number));
        int count = Math.min(into.remaining(), table.originalBytes(number) - from);
        into.put(frame, from, count);
        return count;
    }

    private void unpack(int number) throws IOException {
        if (number == frameNumber) {
            return;
        }
        int bytes = table.originalBytes(number);
        if (frame == null) {
            frame = new byte[(int) Math.min(FRAME_BYTES, table.length())];
        }
        frameNumber = -1;
        byte[] packed = exactly(channel, table.storedAt(number), table.storedBytes(number)).array();
        try {
            int unpacked = new ZstdDecompressor().decompress(packed, 0, packed.length, frame, 0, bytes);
            if (unpacked != bytes) {
                throw new IOException("frame " + number + " holds " + unpacked + " bytes, and should hold " + bytes);
            }
        } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("frame " + number + " is damaged: " + e.getMessage());
        }
        frameNumber = number;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
