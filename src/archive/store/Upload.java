package depot.archive.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;

/**
 * A file that comes in. It becomes the file of that name when the client closes it after {@link #whole}, and only if nothing
 * went wrong and no part of it is missing; else what came without a gap stays as a partial that the next upload may continue.
 * One thread, except where marked.
 */
public final class Upload implements SeekableByteChannel {
    private static final long CHECKED_EVERY = 1024 * 1024; // bytes; asking the disk takes microseconds

    private final Receiving receiving;
    private final Place place;
    private final KeptFile file;
    private final FreeSpace space;
    private final Received received = new Received();
    private FileChannel channel; // null before it is begun
    private long position;
    private long sinceCheck;
    private IOException failure; // the first; null while all is well
    private boolean whole;
    private boolean over; // an interrupt, as of a link that ends, may have closed the channel before
    private volatile FileTime modified; // written by the thread that sets it, null while it is not set
    private volatile boolean replaced; // written by a later upload of the same file, under the store's lock

    Upload(Receiving receiving, Place place, KeptFile file, FreeSpace space) {
        this.receiving = receiving;
        this.place = place;
        this.file = file;
        this.space = space;
    }

    Place place() {
        return place;
    }

    KeptFile file() {
        return file;
    }

    /** What it is written to; taken over. @param there bytes that came before */
    void begin(FileChannel target, long there) {
        channel = target;
        received.add(0, there);
    }

    /** It goes on from a copy of the whole file. */
    void goesOnFrom(long bytes) {
        received.add(0, bytes);
    }

    /** Bytes from the file's beginning on without a gap. Any thread. */
    long solid() {
        return received.solid();
    }

    FileChannel channel() {
        return channel;
    }

    /** Another upload of the same file began: this one no longer counts. Any thread. */
    void replace() {
        replaced = true;
    }

    /** The other upload did not begin after all. */
    void goOn() {
        replaced = false;
    }

    boolean isReplaced() {
        return replaced;
    }

    /** Sets the modification time that the file will get. Any thread. */
    void modified(FileTime time) {
        modified = time;
    }

    FileTime modified() {
        return modified;
    }

    /** The client says itself that nothing more comes: {@link #close} makes it the file. */
    public void whole() {
        whole = true;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        checkUsable();
        int count = from.remaining();
        try {
            if (sinceCheck == 0 || sinceCheck + count > CHECKED_EVERY) {
                space.check();
                sinceCheck = 0;
            }
            if (!received.takes(position)) {
                throw new FileSystemException(place.toString(), null, "its pieces come too far out of order: byte " + position
                        + " is sent, and " + received.solid() + " is awaited");
            }
            long start = position;
            while (from.hasRemaining()) {
                position += channel.write(from, position);
            }
            received.add(start, position);
        } catch (IOException e) {
            failure = e;
            receiving.failed(e);
            throw e;
        }
        sinceCheck += count;
        receiving.cameIn(count);
        return count;
    }

    private void checkUsable() throws IOException {
        if (replaced) {
            failure = new IOException("another upload of this file began meanwhile");
            throw failure;
        }
        if (failure != null) {
            throw new IOException("the upload has failed before: " + failure.getMessage());
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = channel.read(into, position);
        position += Math.max(0, count);
        return count;
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
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        checkUsable();
        channel.truncate(size);
        received.cut(size);
        return this;
    }

    /** What came behind a gap goes: whoever continues it, continues at its length. Called under the store's lock when it is over. */
    void dropBehindGap() throws IOException {
        if (!received.hasGap() && failure == null) { // what failed may have written something
            return;
        }
        if (channel.isOpen()) {
            channel.truncate(received.solid());
            return;
        }
        try (FileChannel partial = FileChannel.open(file.partial(), StandardOpenOption.WRITE)) {
            partial.truncate(received.solid());
        } catch (NoSuchFileException e) {
            // it became the file, or was removed
        }
    }

    /** What came so far is on the disk when this returns. */
    public void force() throws IOException {
        checkUsable();
        channel.force(true);
    }

    @Override
    public boolean isOpen() {
        return !over; // not the channel's, which an interrupt closes: the SFTP library closes only what is open
    }

    /** @throws IOException when it could not become the file; then it has not */
    @Override
    public void close() throws IOException {
        if (over) {
            return;
        }
        over = true;
        boolean interrupted = Thread.interrupted(); // else what is to be done yet would fail by that
        try (FileChannel closing = channel) {
            try {
                if (whole) {
                    checkUsable();
                    checkComplete();
                    closing.force(true);
                    receiving.finish(this);
                }
            } finally {
                receiving.ended(this);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void checkComplete() throws FileSystemException {
        if (received.hasGap()) {
            throw new FileSystemException(place.toString(), null,
                    "what follows byte " + received.solid() + " was not sent: upload it anew");
        }
    }
}
