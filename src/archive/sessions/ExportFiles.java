package depot.archive.sessions;

import depot.common.http.Refused;
import java.io.Closeable;
import java.io.IOException;
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
 * after a kill; only so many, and so many bytes, are kept for clients that read slowly. Thread-safe.
 */
final class ExportFiles {
    private final Path folder;
    private final int most;
    private final long mostBytes;
    private final AtomicInteger files = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** Writes the file. @return how many lines, or the like, it has; 0 for nothing worth an answer */
    @FunctionalInterface
    interface Making {
        long write(Path to) throws IOException;
    }

    /** @param folder is emptied. @param most files at a time. @param mostBytes of all of them together, but for a single larger one */
    ExportFiles(Path folder, int most, long mostBytes) {
        this.folder = folder;
        this.most = most;
        this.mostBytes = mostBytes;
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

    /** @throws Refused 503 where others' files, which are not read yet, leave no room */
    Export make(Making making) throws IOException {
        if (files.incrementAndGet() > most) {
            files.decrementAndGet();
            throw full();
        }
        FileChannel channel = null;
        try {
            Path file = Files.createTempFile(Files.createDirectories(folder), "export", "");
            long lines;
            try {
                lines = making.write(file);
                channel = FileChannel.open(file, StandardOpenOption.READ);
            } finally {
                Files.deleteIfExists(file);
            }
            long size = channel.size();
            if (bytes.addAndGet(size) > mostBytes && bytes.get() > size) {
                bytes.addAndGet(-size);
                throw full();
            }
            return new Export(channel, size, lines);
        } catch (IOException | RuntimeException e) {
            files.decrementAndGet();
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    private static Refused full() {
        return Refused.unavailable("others have not read what was made for them yet");
    }
}
