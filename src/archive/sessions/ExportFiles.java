package depot.archive.sessions;

import depot.archive.recording.NoMessageRoom;
import depot.archive.store.FreeSpace;
import depot.common.http.Refused;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/**
 * Files that answers are made from. Each has no name any more once it is made, so that its room is free as soon as the answer is over, also
 * after a kill; only so many, and so many bytes, are kept for clients that read slowly, and what is to stay free of the disk stays free
 * while they are written. Thread-safe.
 */
final class ExportFiles {
    private static final long ROOM_EVERY = 4L * 1024 * 1024; // bytes after which the disk is asked again whether it has room

    private final Path folder;
    private final int most;
    private final long mostBytes;
    private final long largest;
    private final FreeSpace space;
    private final AtomicInteger files = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** Writes the file. @return how many lines, or the like, it has; 0 for nothing worth an answer */
    @FunctionalInterface
    interface Making {
        long write(OutputStream to) throws IOException;
    }

    /**
     * @param folder is emptied
     * @param most files at a time
     * @param mostBytes of all of them together, but for a single larger one
     * @param largest bytes of one
     * @param space of the disk that the folder is on
     */
    ExportFiles(Path folder, int most, long mostBytes, long largest, FreeSpace space) {
        this.folder = folder;
        this.most = most;
        this.mostBytes = mostBytes;
        this.largest = largest;
        this.space = space;
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
            for (Path file : left) {
                Files.delete(file); // an earlier version's, or of a process that was killed as it wrote
            }
        } catch (NoSuchFileException e) {
            // it is made when it is needed
        } catch (IOException e) {
            LoggerFactory.getLogger("depot.archive").warn("what an earlier process made for answers could not be removed: {}",
                    e.toString());
        }
    }

    /** A made file, open. Its reader closes it. */
    final class Export implements Closeable {
        private final FileChannel channel;
        private final long size;
        private final long lines;
        private boolean closed;

        private Export(FileChannel channel, long size, long lines) {
            this.channel = channel;
            this.size = size;
            this.lines = lines;
        }

        long size() {
            return size;
        }

        long lines() {
            return lines;
        }

        /** As {@link java.io.InputStream#read(byte[])}. One thread. */
        int read(byte[] piece) throws IOException {
            return channel.read(ByteBuffer.wrap(piece));
        }

        @Override
        public synchronized void close() throws IOException {
            if (!closed) {
                closed = true;
                files.decrementAndGet();
                bytes.addAndGet(-size);
                channel.close();
            }
        }
    }

    /** Counts what is written, and fails where it is too much; then it fails for good. One thread. */
    private final class Bounded extends OutputStream {
        private final OutputStream out;
        private long size;
        private long room; // bytes that may be written before the disk is asked
        private IOException failure; // null while all is well

        Bounded(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (failure != null) {
                throw new IOException("given up: " + failure); // not the same one again: who closes a writer adds this to that
            }
            try {
                take(length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
            out.write(from, offset, length);
        }

        private void take(int length) throws IOException {
            if (size + length > largest) {
                throw new TooLarge();
            }
            room -= length;
            if (room < 0) {
                space.require(ROOM_EVERY);
                room = ROOM_EVERY;
            }
            size += length;
            long all = bytes.addAndGet(length);
            if (all > mostBytes && all > size) {
                throw new NoRoom();
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** These pass through the reading of a recording, where a {@link Refused} would be taken for damage. */
    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final class NoRoom extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Makes a file; nothing is left of one that fails.
     *
     * @param name named in errors
     * @throws Refused 503 where others' files, which are not read yet, leave no room, or the disk is full; 422 where it would be too large
     */
    Export make(String name, Making making) throws IOException {
        if (files.incrementAndGet() > most) {
            files.decrementAndGet();
            throw full();
        }
        FileChannel channel = null;
        long size = 0;
        try {
            Path file = Files.createTempFile(Files.createDirectories(folder), "export", "");
            long lines;
            try (Bounded out = new Bounded(Files.newOutputStream(file))) {
                try {
                    lines = making.write(out);
                    channel = FileChannel.open(file, StandardOpenOption.READ);
                } finally {
                    size = out.size;
                }
            } finally {
                Files.deleteIfExists(file);
            }
            return new Export(channel, size, lines);
        } catch (IOException e) {
            giveBack(size, channel);
            throw refused(name, e);
        } catch (RuntimeException e) {
            giveBack(size, channel);
            throw e;
        }
    }

    private void giveBack(long size, FileChannel channel) throws IOException {
        files.decrementAndGet();
        bytes.addAndGet(-size);
        if (channel != null) {
            channel.close();
        }
    }

    /** @throws IOException what is no refusal */
    private Refused refused(String name, IOException failure) throws IOException {
        return switch (failure) {
            case TooLarge _ -> new Refused(422, name + " of this recording would have more than " + largest / 1_000_000 + " MB");
            case NoRoom _ -> full();
            case FreeSpace.DiskFull _, NoMessageRoom _ -> Refused.unavailable(failure.getMessage());
            default -> throw failure;
        };
    }

    private static Refused full() {
        return Refused.unavailable("others have not read what was made for them yet");
    }
}
