package depot.discovery.sessions;

import depot.common.http.Downloads;
import depot.common.threads.DiskThreads;
import depot.common.time.Time;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recorded sessions below one folder, which others write to. Every list is the folder's present state; there is
 * one walk at a time, and callers that came before it began share its list. Any thread but those of {@link #disk} and the walks'.
 */
public final class SessionStore {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery.sessions");
    /** Sessions listed and kept in mind, the newest; about a kilobyte each. */
    static final int MAX_SESSIONS = 20_000;
    /** Of memory for them, where their metadata says more than usual. */
    private static final long MAX_BYTES = Runtime.getRuntime().maxMemory() / 3; // 40,000 usual ones in 128 MB, half of them by rank

    private final Path folder;
    private final Downloads downloads;
    private final Time time;
    private final int max;
    private final long maxBytes;
    private final Warnings warnings;

    private final Walks<Optional<String>, SessionList> walks = new Walks<>(this::walk, Optional.empty());
    // all below are the walks' thread's
    private final SessionCache cache;
    private long lastBegun; // the number of the newest walk
    private SessionList all = SessionList.NONE;
    private boolean fullLogged;

    /** @param folder need not exist yet */
    public SessionStore(Path folder, Time time) {
        this(folder, time, MAX_SESSIONS, log::warn);
    }

    SessionStore(Path folder, Time time, int max, Consumer<String> warnings) {
        this(folder, time, max, MAX_BYTES, new Downloads("sessions"), warnings);
    }

    /** @param warnings gets a line for each thing that is left out */
    SessionStore(Path folder, Time time, int max, long maxBytes, Downloads downloads, Consumer<String> warnings) {
        this.folder = folder;
        this.time = time;
        this.max = max;
        this.maxBytes = maxBytes;
        this.downloads = downloads;
        this.warnings = new Warnings(warnings);
        this.cache = new SessionCache(2 * max, maxBytes);
    }

    /**
     * The sessions of a rover, or all; the newest first. Of more than {@link #MAX_SESSIONS}, or than their memory, the newest ones.
     *
     * @param rover the name of its folder, or what metadata calls it; may come from anywhere
     */
    SessionList newestFirst(Optional<String> rover) throws IOException {
        return walks.join(rover);
    }

    private Map<Optional<String>, SessionList> walk(Set<Optional<String>> rovers) {
        Map<Optional<String>, List<RecordedSession>> sessions = scan(++lastBegun, rovers);
        Map<Optional<String>, SessionList> lists = new HashMap<>();
        for (Optional<String> rover : rovers) {
            lists.put(rover, SessionList.of(sessions.getOrDefault(rover, List.of()), cache));
        }
        lists.computeIfPresent(Optional.empty(), (_, found) -> {
            if (!found.sameAs(all)) {
                all = found; // else the one that slow readers may still be at
            }
            return all;
        });
        return lists;
    }

    private Map<Optional<String>, List<RecordedSession>> scan(long number, Set<Optional<String>> rovers) {
        Optional<RealTree> tree = tree();
        if (tree.isEmpty()) {
            return Map.of();
        }
        SessionScan scan = new SessionScan(tree.get(), cache, warnings, max, maxBytes, number,
                Instant.ofEpochMilli(time.millis()));
        Map<Optional<String>, List<RecordedSession>> sessions = scan.run(rovers);
        if (scan.full() && !fullLogged) {
            fullLogged = true;
            warnings.say(folder + " holds more than " + max + " sessions, or than memory has room for: the oldest are not listed");
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
     * Opens a session's recording; the caller closes it.
     *
     * @param rover the name of the rover's folder, or what metadata calls it, and
     * @param session the name of the session's folder; both may come from anywhere
     * @throws NoSuchFileException when there is none, or none that may be read
     */
    Downloads.Download<OpenedFile> recording(String rover, String session) throws IOException {
        return downloads.open(() -> find(rover, session).orElseThrow(() -> new NoSuchFileException(session)));
    }

    /** What reads the files. */
    DiskThreads disk() {
        return downloads.disk();
    }

    private Optional<OpenedFile> find(String rover, String session) {
        Optional<RealTree> tree = tree();
        try {
            return tree.isEmpty() ? Optional.empty() : new RecordingFinder(tree.get(), warnings).open(rover, session);
        } catch (IOException e) {
            return Optional.empty(); // the scan leaves that folder out of the list, and logs it
        }
    }
}
