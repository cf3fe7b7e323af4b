package depot.discovery.sessions;

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
     * Copies {@code count} bytes from {@code first} on, a piece at a time.
     *
     * @throws EOFException when the file was cut short meanwhile; what was there is written by then
     */
    void copy(long first, long count, OutputStream out) throws IOException {
        byte[] bytes = new byte[(int) Math.min(PIECE_BYTES, count)];
        ByteBuffer piece = ByteBuffer.wrap(bytes);
        long end = first + count;
        for (long at = first; at < end; ) {
            piece.clear().limit((int) Math.min(bytes.length, end - at));
            int read = channel.read(piece, at);
            if (read < 0) {
                throw new EOFException("the file was cut short to " + at + " bytes or less while it was sent");
            }
            out.write(bytes, 0, read);
            at += read;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
