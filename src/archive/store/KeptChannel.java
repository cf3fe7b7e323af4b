package depot.archive.store;

import depot.recordings.SmallFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A file that a client reads: as it is on the disk, or unpacked. One thread. */
final class KeptChannel implements SeekableByteChannel {
    private final Source source;
    private final long size;
    private long position;
    private boolean open = true;

    private interface Source extends AutoCloseable {
        int read(ByteBuffer into, long at) throws IOException;

        @Override
        void close() throws IOException;
    }

    private KeptChannel(Source source, long size) {
        this.source = source;
        this.size = size;
    }

    /** Takes the channel over. */
    static KeptChannel of(FileChannel channel) throws IOException {
        long size = channel.size();
        return new KeptChannel(new Source() {
            @Override
            public int read(ByteBuffer into, long at) throws IOException {
                return channel.read(into, at);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        }, size);
    }

    /** Takes the file over. */
    static KeptChannel of(SmallFile file) {
        return new KeptChannel(new Source() {
            @Override
            public int read(ByteBuffer into, long at) throws IOException {
                return file.read(into, at);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        }, file.length());
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int total = 0;
        while (into.hasRemaining()) { // a client takes a short answer for the end
            int count = source.read(into, position);
            if (count < 0) {
                return total == 0 ? -1 : total;
            }
            position += count;
            total += count;
        }
        return total;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        if (newPosition < 0) {
            throw new IllegalArgumentException("position " + newPosition);
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        source.close();
    }
}
