package depot.discovery.sessions;

import depot.common.json.BadInput;
import depot.discovery.sessions.SessionCache.Finding;
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
 * One walk through the folders. It asks each metadata.json for its stamp and reads only those that changed; of all it
 * finds it keeps the newest {@code max}. What cannot be used is left out and told once. For one thread, once.
 */
final class SessionScan {
    private final SessionLayout layout;
    private final SessionCache cache;
    private final Warnings warnings;
    private final int max;
    private final long number;
    private final Instant now;
    private final Set<String> rovers = new HashSet<>(); // whose folder is there
    private final Set<String> lookedThrough = new HashSet<>(); // to its end
    private final PriorityQueue<RecordedSession> newest = new PriorityQueue<>(RecordedSession.NEWEST_FIRST.reversed());
    private boolean full;

    /**
     * @param cache the caller's, and nobody else's during the walk
     * @param number this walk's own, greater than those before
     * @param now of the wall clock
     */
    SessionScan(RealTree tree, SessionCache cache, Warnings warnings, int max, long number, Instant now) {
        this.layout = new SessionLayout(tree);
        this.cache = cache;
        this.warnings = warnings;
        this.max = max;
        this.number = number;
        this.now = now;
    }

    /** Everything, or one rover's folder, whose name may come from anywhere. The newest first. */
    List<RecordedSession> run(Optional<String> rover) {
        RealTree tree = layout.tree();
        boolean allRovers = false;
        try {
            if (rover.isPresent()) {
                // asked first, so that the name is safe to use as a path
                if (tree.entry(tree.root(), rover.get()).isPresent()) {
                    visitRover(tree.root().resolve(rover.get()));
                }
            } else {
                each(tree.root(), this::visitRover);
                allRovers = true;
            }
            warnings.well(tree.root());
        } catch (IOException e) {
            warnings.once(rover.map(tree.root()::resolve).orElse(tree.root()), e);
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
                            "its name cannot be told in this system's character set, " + System.getProperty("sun.jnu.encoding")));
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
                Optional<RealTree.Entry> metadata = layout.tree().entry(session.get().path().resolve(SessionLayout.METADATA));
                if (metadata.isPresent()) {
                    find(new Place(rover, path.getFileName().toString()), metadata.get()).ifPresent(this::add);
                }
            }
            warnings.well(path);
        } catch (NoSuchFileException e) {
            // it was removed this moment
        } catch (IOException e) {
            warnings.once(path, e);
        }
    }

    private void add(RecordedSession session) {
        newest.add(session);
        if (newest.size() > max) {
            RecordedSession oldest = newest.poll();
            cache.keepRank(new Place(oldest.rover(), oldest.folder()));
            full = true;
        }
    }

    /** One that was not listed before, and now is, as newer ones have gone; null when it cannot be read any more. */
    private RecordedSession reread(RecordedSession session) {
        try {
            Optional<Path> folder = layout.session(session.rover(), session.folder());
            Optional<RealTree.Entry> metadata = folder.isEmpty() ? Optional.empty() : layout.tree().entry(folder.get().resolve(SessionLayout.METADATA));
            return metadata.isEmpty() ? null : read(new Place(session.rover(), session.folder()), metadata.get().path(),
                    Stamp.of(metadata.get().attributes()), null).session();
        } catch (IOException e) {
            return null; // it was removed this moment, or the next walk tells
        }
    }

    private Optional<RecordedSession> find(Place place, RealTree.Entry metadata) throws NoSuchFileException {
        Stamp stamp = Stamp.of(metadata.attributes());
        Finding known = cache.seen(place, number);
        boolean same = known != null && known.stamp().equals(stamp);
        if (same && known.settled()) {
            return known.usable();
        }
        return read(place, metadata.path(), stamp, known).usable();
    }

    /** @param known what was found before, or null */
    private Finding read(Place place, Path path, Stamp stamp, Finding known) throws NoSuchFileException {
        // The stamp is older than what is read: a change between the two is seen by the next scan.
        boolean settled = stamp.isSettled(now);
        boolean told = known != null && known.stamp().equals(stamp) && known.session() == null;
        RecordedSession session = null;
        String wrong = null;
        try {
            session = RecordedSession.of(place.rover(), place.folder(), SessionMetadata.parse(bytes(path, stamp)));
        } catch (BadInput e) {
            wrong = e.getMessage();
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            wrong = Warnings.reason(e);
            settled = false; // the same file may well be readable the next time
        }
        if (wrong != null && known != null && known.session() != null && stamp.isFresh(now)) {
            cache.keep(place, known, number); // it is being written: its last good version stands, and it is looked at again
            return known;
        }
        Finding finding = new Finding(stamp, session, settled);
        boolean kept = cache.keep(place, finding, number);
        if (wrong != null && kept && !told) {
            warnings.now(path, wrong);
        }
        return finding;
    }

    private byte[] bytes(Path path, Stamp stamp) throws IOException {
        if (stamp.bytes() > SessionMetadata.MAX_BYTES) {
            throw BadInput.malformed("it has more than " + SessionMetadata.MAX_BYTES + " bytes");
        }
        try (OpenedFile file = layout.tree().open(path)) {
            return file.start((int) Math.min(file.length(), SessionMetadata.MAX_BYTES)); // it may have grown since
        }
    }
}
