package depot.discovery.sessions;

import depot.common.lifecycle.DiskThreads;
import depot.common.lifecycle.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recorded sessions below one folder, which others write to. Every list is the folder's present state; one walk
 * goes at a time, and who came before it began shares its list. Any thread but those of {@link #disk}, which do the work.
 */
public final class SessionStore {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery.sessions");
    /** Sessions listed and kept in mind, the newest; about a kilobyte each. */
    static final int MAX_SESSIONS = 20_000;

    // one may walk the folders while others read
    private static final int DISK_THREADS = 4;
    private static final int MAX_WAITING = 256;

    private final Path folder;
    private final DiskThreads disk = new DiskThreads("sessions", DISK_THREADS, MAX_WAITING);
    private final Time time;
    private final int max;
    private final Warnings warnings;

    // all below are guarded by the lock, but anyone reads lastBegun
    private final ReentrantLock lock = new ReentrantLock();
    private final SessionCache cache;
    private volatile long lastBegun; // written under the lock: the number of the newest walk
    private List<RecordedSession> all = List.of();
    private long allBegun;
    private boolean fullTold;

    /** @param folder need not exist yet */
    public SessionStore(Path folder, Time time) {
        this(folder, time, MAX_SESSIONS, log::warn);
    }

    /** @param warnings is told what is left out, one line each */
    SessionStore(Path folder, Time time, int max, Consumer<String> warnings) {
        this.folder = folder;
        this.time = time;
        this.max = max;
        this.warnings = new Warnings(warnings);
        this.cache = new SessionCache(max);
    }

    /**
     * The sessions of a rover, or all; the newest first. Of more than {@link #MAX_SESSIONS} the newest ones.
     *
     * @param rover the name of its folder, or what metadata calls it; may come from anywhere
     */
    List<RecordedSession> newestFirst(Optional<String> rover) throws IOException {
        long begunBefore = lastBegun;
        lock.lock();
        try {
            if (rover.isEmpty() && allBegun > begunBefore) {
                return all;
            }
            long number = lastBegun + 1;
            lastBegun = number;
            List<RecordedSession> found = disk.call(() -> scan(number, rover));
            if (rover.isEmpty()) {
                all = found;
                allBegun = number;
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    private List<RecordedSession> scan(long number, Optional<String> rover) {
        Optional<RealTree> tree = tree();
        if (tree.isEmpty()) {
            return List.of();
        }
        SessionScan scan = new SessionScan(tree.get(), cache, warnings, max, number, Instant.ofEpochMilli(time.millis()));
        List<RecordedSession> sessions = List.copyOf(scan.run(rover));
        if (scan.full() && !fullTold) {
            fullTold = true;
            warnings.say(folder + " holds more than " + max + " sessions: the oldest are not listed");
        }
        return sessions;
    }

    private Optional<RealTree> tree() {
        try {
            Optional<RealTree> tree = RealTree.at(folder);
            warnings.well(folder);
            return tree;
        } catch (IOException e) {
            warnings.once(folder, e);
            return Optional.empty();
        }
    }

    /**
     * Opens a session's recording; the caller closes it. Empty when there is none, or none that may be read.
     *
     * @param rover the name of the rover's folder, or what metadata calls it, and
     * @param session the name of the session's folder; both may come from anywhere
     */
    Optional<OpenedFile> recording(String rover, String session) throws IOException {
        return disk.call(() -> find(rover, session));
    }

    /** What reads the files. */
    DiskThreads disk() {
        return disk;
    }

    private Optional<OpenedFile> find(String rover, String session) {
        Optional<RealTree> tree = tree();
        try {
            return tree.isEmpty() ? Optional.empty() : new RecordingFinder(tree.get(), warnings).open(rover, session);
        } catch (IOException e) {
            return Optional.empty(); // a folder that the list leaves out, and tells of
        }
    }
}
