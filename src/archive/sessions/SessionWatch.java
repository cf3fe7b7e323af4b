package depot.archive.sessions;

import depot.common.GuardedBy;
import depot.common.json.BadInput;
import depot.common.time.Time;
import depot.recordings.KeptNames;
import depot.recordings.RecordingChannel;
import depot.recordings.SessionFolder;
import depot.recordings.SessionSummary;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds sessions, at the start, when an upload is over and now and then, and reads each recording once it is whole, and again when
 * it grew. What it finds is written beside the recording, under names that rovers neither see nor remove: {@link SessionSummary#FILE}
 * and {@link #CURVES}. One thread runs it; any thread may call {@link #arrived}.
 */
public final class SessionWatch {
    /** Track and curves, thinned, for the page. */
    public static final String CURVES = KeptNames.OWN + "-curves";
    private static final Logger log = LoggerFactory.getLogger("depot.archive.sessions");
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(5);
    private static final int MAX_SESSIONS = 20_000;
    private static final int MAX_ARRIVALS = 1_000;

    private final Path top;
    private final Sessions sessions;
    private final Runnable changed;
    private final SessionReader reader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    @GuardedBy("lock") private final Set<Path> arrivals = new HashSet<>(); // folders whose upload is over
    @GuardedBy("lock") private boolean woken;
    private final Map<Path, String> unlisted = new HashMap<>(); // folders that could not be read, and why
    private boolean fullLogged;

    /**
     * @param top the real path of the folder of sessions
     * @param changed is called on the watch's thread after each look that found something new
     */
    public SessionWatch(Path top, Time time, Sessions sessions, Runnable changed) {
        this(top, sessions, changed, new SessionReader(time, (folder, reader, channel) -> reader.read(channel)));
    }

    SessionWatch(Path top, Sessions sessions, Runnable changed, SessionReader reader) {
        this.top = top;
        this.sessions = sessions;
        this.changed = changed;
        this.reader = reader;
    }

    /** A file came in whole. */
    public void arrived(List<String> names) {
        lock.lock();
        try {
            if (arrivals.size() < MAX_ARRIVALS) {
                Path folder = top;
                for (String name : names.subList(0, names.size() - 1)) {
                    folder = folder.resolve(name);
                }
                arrivals.add(folder);
            }
            woken = true;
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Goes on until it is interrupted. */
    public void run() throws InterruptedException {
        try (reader) {
            while (true) {
                look();
                if (!reader.isBusy()) {
                    await(reader.isUnsettled() ? SHORT_PAUSE : PAUSE);
                }
            }
        }
    }

    private void await(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!woken && left > 0) {
                left = arrival.awaitNanos(left);
            }
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    /** Goes through the folders once, and reads what has to be read. */
    public void look() throws InterruptedException {
        Set<Path> now;
        lock.lock();
        try {
            now = Set.copyOf(arrivals);
            arrivals.clear();
        } finally {
            lock.unlock();
        }
        reader.begin();
        Map<UUID, KnownSession> found = new HashMap<>();
        List<SessionPlace> places = places();
        for (SessionPlace place : places) {
            add(found, place);
        }
        sessions.set(found);
        changed.run();
        for (KnownSession session : List.copyOf(found.values())) {
            if (reader.wants(session, now.contains(session.place().folder())) && reader.read(session)) {
                add(found, session.place());
                sessions.set(found);
                changed.run();
            }
        }
        Set<Path> folders = new HashSet<>();
        places.forEach(place -> folders.add(place.folder()));
        reader.keepOnly(folders);
        unlisted.keySet().retainAll(folders);
    }

    private List<SessionPlace> places() throws InterruptedException {
        List<SessionPlace> places = new ArrayList<>();
        for (Path rover : folders(top)) {
            Path inner = rover.resolve("sessions");
            for (Path session : folders(Files.isDirectory(inner, LinkOption.NOFOLLOW_LINKS) ? inner : rover)) {
                if (places.size() == MAX_SESSIONS) {
                    if (!fullLogged) {
                        log.warn("more than {} sessions: the others are not read", MAX_SESSIONS);
                    }
                    fullLogged = true;
                    return places;
                }
                places.add(new SessionPlace(rover.getFileName().toString(), session.getFileName().toString(), session));
            }
        }
        return places;
    }

    private static List<Path> folders(Path parent) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                if (!KeptNames.isOwn(entry.getFileName().toString()) && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    folders.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.debug("{} cannot be looked through: {}", parent, e.toString());
        }
        return folders;
    }

    private void add(Map<UUID, KnownSession> found, SessionPlace place) {
        try {
            known(place).ifPresent(session -> found.put(session.id(), session));
            unlisted.remove(place.folder());
        } catch (IOException e) {
            log.debug("{} cannot be read: {}", place, e.toString());
        } catch (RuntimeException e) { // one session must not cost all others
            if (!e.toString().equals(unlisted.put(place.folder(), e.toString()))) {
                log.warn("{} cannot be read: {}", SessionReader.shown(place.folder()), e.toString());
            }
        }
    }

    private Optional<KnownSession> known(SessionPlace place) throws IOException {
        Path folder = place.folder();
        RecordedMetadata metadata = RecordedMetadata.read(folder);
        Optional<RecordingChannel.Stamp> recording = RecordingChannel.find(folder, metadata.recording());
        if (recording.isEmpty() && !metadata.recording().equals(KeptNames.RECORDING)) {
            recording = RecordingChannel.find(folder, KeptNames.RECORDING);
        }
        boolean isFolder = Files.isRegularFile(folder.resolve("poses.csv"), LinkOption.NOFOLLOW_LINKS)
                && Files.isDirectory(folder.resolve("lidar"), LinkOption.NOFOLLOW_LINKS);
        if (recording.isEmpty() && !metadata.present() && !isFolder) {
            return Optional.empty();
        }
        Optional<KnownSession.Facts> facts = summary(folder).map(KnownSession.Facts::of);
        Instant started = metadata.startedAt().or(() -> SessionFolder.startedAt(place.dir()))
                .or(() -> facts.flatMap(KnownSession.Facts::startedAt)).orElse(Instant.EPOCH);
        // of a folder of frames the frames count, whatever else its metadata names beside them
        Optional<String> wrong = metadata.wrong().isPresent() || isFolder ? metadata.wrong() : reader.unreadable(folder);
        return Optional.of(new KnownSession(metadata.sessionId().orElseGet(() -> SessionFolder.id(place.rover(), place.dir())), place,
                metadata.roverId().orElse(place.rover()), started,
                metadata.endedAt().or(() -> facts.flatMap(KnownSession.Facts::endedAt)),
                metadata.bounds().or(() -> facts.flatMap(KnownSession.Facts::gpsBounds)),
                Math.max(metadata.lidarFrames(), facts.map(KnownSession.Facts::lidarFrames).orElse(0)),
                Math.max(metadata.cameraFrames(), facts.map(KnownSession.Facts::cameraFrames).orElse(0)), recording, isFolder, facts,
                wrong));
    }

    /** What was found in a session's recording, if it was read. */
    public static Optional<SessionSummary> summary(Path folder) throws IOException {
        Path file = folder.resolve(SessionSummary.FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > SessionSummary.MAX_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(SessionSummary.parse(Files.readAllBytes(file)));
        } catch (BadInput e) {
            return Optional.empty(); // of another version: it is made anew
        }
    }
}
