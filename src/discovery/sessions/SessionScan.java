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
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One walk through the folders, for any number of lists: of all sessions, or of one rover's. Of those for each list it keeps the newest
 * {@code max}, and so many bytes of them. What cannot be used is left out and logged once. One thread; used once.
 */
final class SessionScan {
    // a session is in so many lists at most: that of all, of its rover's folder, and of what its metadata call the rover
    private static final int LISTS_OF_ONE = 3;

    private final SessionLayout layout;
    private final SessionCache cache;
    private final Warnings warnings;
    private final int max;
    private final long maxBytes;
    private final long number;
    private final SessionReader reader;
    private final Set<String> rovers = new HashSet<>(); // whose folder is there
    private final Set<String> lookedThrough = new HashSet<>(); // to its end
    private final Map<Optional<String>, Newest> lists = new HashMap<>();
    private long bytes; // that all lists' sessions take
    private boolean full;

    /** A list that is being made. */
    private static final class Newest {
        final PriorityQueue<RecordedSession> sessions = new PriorityQueue<>(RecordedSession.NEWEST_FIRST.reversed());
        long bytes; // that they take when they are listed
    }

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

    /** @param wanted a rover by either of its names, or empty for all. @return for each the sessions, the newest first */
    Map<Optional<String>, List<RecordedSession>> run(Set<Optional<String>> wanted) {
        RealTree tree = layout.tree();
        wanted.forEach(each -> lists.put(each, new Newest()));
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
        Map<Optional<String>, List<RecordedSession>> found = new HashMap<>();
        lists.forEach((rover, list) -> found.put(rover, sorted(rover, list)));
        return found;
    }

    private List<RecordedSession> sorted(Optional<String> rover, Newest list) {
        return list.sessions.stream().map(session -> session.json() == null ? reread(rover, session) : session).filter(Objects::nonNull)
                .sorted(RecordedSession.NEWEST_FIRST).toList();
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
        Set<Optional<String>> names = Set.copyOf(List.of(Optional.empty(), Optional.of(session.rover()), Optional.of(session.roverId())));
        for (Optional<String> name : names) {
            Newest list = lists.get(name);
            if (list == null) {
                continue;
            }
            list.sessions.add(session);
            list.bytes += session.bytesListed();
            bytes += session.bytesListed();
            while (list.sessions.size() > max || list.bytes > maxBytes) {
                dropOldest(list);
            }
        }
        while (bytes > LISTS_OF_ONE * maxBytes) { // only where the disk holds far more than one list
            dropOldest(Collections.max(lists.values(), Comparator.comparingLong(list -> list.bytes)));
        }
    }

    private void dropOldest(Newest list) {
        RecordedSession oldest = list.sessions.poll();
        list.bytes -= oldest.bytesListed();
        bytes -= oldest.bytesListed();
        cache.keepRank(new Place(oldest.rover(), oldest.folder()));
        full = true;
    }

    /** Reads a session that is listed now because newer ones are gone; null when it can no longer be read. */
    private RecordedSession reread(Optional<String> rover, RecordedSession session) {
        try {
            Optional<Path> folder = layout.session(session.rover(), session.folder());
            return folder.isEmpty() ? null : reader.readAnew(new Place(session.rover(), session.folder()), folder.get())
                    .filter(read -> rover.isEmpty() || read.isOf(rover.get())).orElse(null);
        } catch (IOException e) {
            return null; // it was removed this moment, or the next walk logs the problem
        }
    }
}
