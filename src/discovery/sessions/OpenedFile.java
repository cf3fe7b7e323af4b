package depot.discovery.sessions;

import depot.common.threads.DiskThreads;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A file as it was when it was opened: its length stays that, whatever is appended. Used by one thread at a time.
 */
final class OpenedFile implements Closeable {
    private static final int PIECE_BYTES = 64 * 1024;

    private final FileChannel channel;
    private final Stamp stamp;

    /** Takes the channel over. */
    OpenedFile(FileChannel channel, Stamp stamp) {
        this.channel = channel;
        this.stamp = stamp;
    }

    Stamp stamp() {
        return stamp;
    }

    long length() {
        return stamp.bytes();
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
        int read = channel.read(ByteBuffer.wrap(into, offset, length), at);
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
