package depot.discovery.sessions;

import depot.discovery.sessions.SessionCache.Place;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One walk through the folders. Of all sessions that it finds it keeps the newest {@code max}, and so many bytes of them. What cannot be
 * used is left out and logged once. One thread; used once.
 */
final class SessionScan {
    private final SessionLayout layout;
    private final SessionCache cache;
    private final Warnings warnings;
    private final int max;
    private final long maxBytes;
    private final long number;
    private final SessionReader reader;
    private final Set<String> rovers = new HashSet<>(); // whose folder is there
    private final Set<String> lookedThrough = new HashSet<>(); // to its end
    private final PriorityQueue<RecordedSession> newest = new PriorityQueue<>(RecordedSession.NEWEST_FIRST.reversed());
    private Optional<String> wanted = Optional.empty();
    private long bytes; // that those take when they are listed
    private boolean full;

    /**
     * @param cache the caller's; no other thread uses it during the walk
     * @param number this walk's own, greater than those before
     * @param now of the wall clock
     */
    SessionScan(RealTree tree, SessionCache cache, Warnings warnings, int max, long maxBytes, long number, Instant now) {
        this.layout = new SessionLayout(tree);
        this.cache = cache;
        this.warnings = warnings;
        this.max = max;
        this.maxBytes = maxBytes;
        this.number = number;
        this.reader = new SessionReader(tree, cache, warnings, number, now);
    }

    /** Everything there is, or, of all, the sessions of one rover by either of its names. The newest first. */
    List<RecordedSession> run(Optional<String> rover) {
        RealTree tree = layout.tree();
        wanted = rover;
        boolean allRovers = false;
        try {
            each(tree.root(), this::visitRover);
            allRovers = true;
            warnings.well(tree.root());
        } catch (IOException e) {
            warnings.once(tree.root(), e);
        }
        boolean othersGone = allRovers;
        cache.forgetUnseen(number, name -> lookedThrough.contains(name) || othersGone && !rovers.contains(name));
        List<RecordedSession> sessions = new ArrayList<>(newest);
        sessions.replaceAll(session -> session.json() == null ? reread(session) : session);
        sessions.removeIf(Objects::isNull);
        sessions.sort(RecordedSession.NEWEST_FIRST);
        return sessions;
    }

    /** Whether there were more than could be kept. */
    boolean full() {
        return full;
    }

    private void each(Path folder, Consumer<Path> visit) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (RealTree.hasUsableName(entry)) {
                    visit.accept(entry);
                } else {
                    warnings.once(entry, new FileSystemException(entry.toString(), null,
                            "its name cannot be represented in this system's character set, " + System.getProperty("sun.jnu.encoding")));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void visitRover(Path path) {
        String name = path.getFileName().toString();
        rovers.add(name);
        try {
            Optional<RealTree.Entry> rover = layout.tree().entry(path);
            if (rover.isPresent() && rover.get().attributes().isDirectory()) {
                each(layout.sessionsOf(rover.get().path()), session -> visitSession(name, session));
            }
            lookedThrough.add(name);
            warnings.well(path);
        } catch (NoSuchFileException e) {
            // it was removed this moment
        } catch (IOException e) {
            warnings.once(path, e);
        }
    }

    private void visitSession(String rover, Path path) {
        try {
            Optional<RealTree.Entry> session = layout.tree().entry(path);
            if (session.isPresent() && session.get().attributes().isDirectory()) {
                reader.read(new Place(rover, path.getFileName().toString()), session.get().path()).ifPresent(this::add);
            }
            warnings.well(path);
        } catch (NoSuchFileException e) {
            // it was removed this moment
        } catch (IOException e) {
            warnings.once(path, e);
        }
    }

    private void add(RecordedSession session) {
        if (!isWanted(session)) {
            return;
        }
        newest.add(session);
        bytes += session.bytesListed();
        while (newest.size() > max || bytes > maxBytes) {
            RecordedSession oldest = newest.poll();
            bytes -= oldest.bytesListed();
            cache.keepRank(new Place(oldest.rover(), oldest.folder()));
            full = true;
        }
    }

    private boolean isWanted(RecordedSession session) {
        return wanted.isEmpty() || session.isOf(wanted.get());
    }

    /** Reads a session that is listed now because newer ones are gone; null when it can no longer be read. */
    private RecordedSession reread(RecordedSession session) {
        try {
            Optional<Path> folder = layout.session(session.rover(), session.folder());
            return folder.isEmpty() ? null
                    : reader.readAnew(new Place(session.rover(), session.folder()), folder.get()).filter(this::isWanted).orElse(null);
        } catch (IOException e) {
            return null; // it was removed this moment, or the next walk logs the problem
        }
    }
}
