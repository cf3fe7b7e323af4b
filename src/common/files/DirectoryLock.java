package depot.common.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second process of a service out of a folder for as long as the first one lives: the kernel releases the lock
 * however the process ends, and holds it across containers. Different services may share a folder. Thread-safe.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.files");
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
    private static final int MAX_OWNER = 512;

    private final FileChannel channel; // the lock is the channel's

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Another process has it; the message says who. */
    public static final class Taken extends Exception {
        private static final long serialVersionUID = 1L;

        Taken(Path directory, String owner) {
            super(directory + " is in use by " + (owner.isBlank() ? "another process" : owner)
                    + ": each process needs a folder of its own");
        }
    }

    /**
     * Takes the lock {@code <service>.lock} and writes into that file which process has it.
     *
     * @param now of the wall clock, for people
     * @throws Taken when another has it
     */
    public static DirectoryLock take(Path directory, String service, Instant now) throws Taken, IOException {
        FileChannel channel = FileChannel.open(directory.resolve(service + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (!lock(channel)) {
                throw new Taken(directory, owner(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((service + ", process " + ProcessHandle.current().pid() + " on " + host() + " since "
                    + now.truncatedTo(ChronoUnit.SECONDS)).getBytes(StandardCharsets.UTF_8)), 0);
            return new DirectoryLock(channel);
        } catch (Taken | IOException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean lock(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // this very process has it
        } catch (IOException e) {
            log.warn("this file system knows no locks, so two processes may share its files unnoticed: {}", e.toString());
            return true;
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(MAX_OWNER);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }

    private static String host() {
        try {
            return Files.readString(HOST).strip();
        } catch (IOException e) {
            return "this machine"; // not Linux
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            log.warn("a folder's lock could not be given back: {}", e.toString());
        }
    }
}
