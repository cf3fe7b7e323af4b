package depot.discovery.sessions;

import depot.common.http.Stamp;
import depot.common.threads.DiskThreads;
import depot.recordings.SmallFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;

/**
 * A file as it was when it was opened: its length stays that, whatever is appended. A recording that is kept small is read
 * as if it were not, unless its stored bytes are asked for. Used by one thread at a time.
 */
final class OpenedFile implements Closeable {
    private static final int PIECE_BYTES = 64 * 1024;

    private final FileChannel channel;
    private final Stamp stamp;
    private final SmallFile small; // null where the file is as it came

    /** Takes the channel over. */
    OpenedFile(FileChannel channel, Stamp stamp) {
        this(channel, stamp, null);
    }

    private OpenedFile(FileChannel channel, Stamp stamp, SmallFile small) {
        this.channel = channel;
        this.stamp = stamp;
        this.small = small;
    }

    /**
     * The recording that this file keeps small, which has its own length and identity; takes this over.
     *
     * @throws IOException when the file is no such one; then this is still the caller's
     */
    OpenedFile unpacking() throws IOException {
        SmallFile file = SmallFile.of(channel);
        return new OpenedFile(channel, new Stamp(file.length(), stamp.modified(), file.origin()), file);
    }

    Stamp stamp() {
        return stamp;
    }

    long length() {
        return stamp.bytes();
    }

    /** The bytes on the disk, which are in Zstandard frames, where the recording is kept small. */
    OptionalLong storedLength() throws IOException {
        return small == null ? OptionalLong.empty() : OptionalLong.of(small.storedBytes());
    }

    /** As {@link #copy}, of all the bytes on the disk. */
    void copyStored(long count, OutputStream out, DiskThreads disk) throws IOException {
        new OpenedFile(channel, stamp).copy(0, count, out, disk);
    }

    /**
     * Copies {@code count} bytes from {@code first} on, a piece at a time; for virtual threads, which have the reading done.
     *
     * @throws EOFException when the file was cut short meanwhile; what was there is written by then
     */
    void copy(long first, long count, OutputStream out, DiskThreads disk) throws IOException {
        byte[] bytes = new byte[(int) Math.min(PIECE_BYTES, count)];
        long end = first + count;
        for (long at = first; at < end; ) {
            int length = (int) Math.min(bytes.length, end - at);
            long from = at;
            int read = disk.callInTurn(() -> read(bytes, 0, length, from));
            out.write(bytes, 0, read);
            at += read;
        }
    }

    /** The first bytes; for threads that may wait for the disk. */
    byte[] start(int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count; ) {
            at += read(bytes, at, count - at, at);
        }
        return bytes;
    }

    private int read(byte[] into, int offset, int length, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
        int read = small == null ? channel.read(buffer, at) : small.read(buffer, at);
        if (read < 0) {
            throw new EOFException("the file was cut short to " + at + " bytes or less while it was read");
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
