package depot.common.files;

import depot.common.threads.Worker;
import depot.common.time.Time;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How full the disk of a folder is, asked every ten seconds by a thread of its own: a disk that hangs holds up nobody who wants to know.
 * What was seen more than a minute ago is not known. Thread-safe.
 */
public final class DiskWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

    /**
     * What the disk said.
     *
     * @param freeBytes that this process may still write
     */
    public record Look(long freeBytes, long totalBytes) {}

    private record Seen(Look look, long atNanos) {}

    private final Path folder;
    private final Time time;
    private final Worker worker;
    private volatile Seen newest; // null before the first
    private volatile String failure; // of the last look; null where it had an answer

    private DiskWatch(Path folder, Time time) {
        this.folder = folder;
        this.time = time;
        look();
        worker = Worker.start("disk-watch", () -> {
            while (true) {
                Thread.sleep(EVERY);
                look();
            }
        });
    }

    /** Asks at once, and then in a thread until it is closed. */
    public static DiskWatch of(Path folder, Time time) {
        return new DiskWatch(folder, time);
    }

    private void look() {
        try {
            FileStore disk = Files.getFileStore(folder);
            newest = new Seen(new Look(disk.getUsableSpace(), disk.getTotalSpace()), time.nanos());
            failure = null;
        } catch (IOException e) {
            failure = e.toString(); // and what was seen last gets old
        }
    }

    /** What it said last; empty where that is too long ago. */
    public Optional<Look> newest() {
        Seen seen = newest;
        return seen == null || time.nanos() - seen.atNanos > KNOWN_FOR.toNanos() ? Optional.empty() : Optional.of(seen.look);
    }

    /** Why nothing is known of it. */
    public String silence() {
        String failed = failure;
        return failed == null ? "does not answer" : "cannot be asked: " + failed;
    }

    @Override
    public void close() {
        worker.close();
    }
}
