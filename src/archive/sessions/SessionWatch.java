package depot.archive.sessions;

import depot.archive.recording.RecordingListener;
import depot.archive.recording.RecordingReader;
import depot.common.GuardedBy;
import depot.common.files.DurableFile;
import depot.common.json.BadInput;
import depot.common.time.Time;
import depot.recordings.KeptNames;
import depot.recordings.RecordingChannel;
import depot.recordings.SessionFolder;
import depot.recordings.SessionSummary;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
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
import java.util.Objects;
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
    /** A file that did not change for so long is no longer being written. */
    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final int MAX_SESSIONS = 20_000;
    private static final int MAX_ARRIVALS = 1_000;

    private final Path top;
    private final Time time;
    private final Sessions sessions;
    private final Runnable changed;
    private final Reading reading;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    @GuardedBy("lock") private final Set<Path> arrivals = new HashSet<>(); // folders whose upload is over
    @GuardedBy("lock") private boolean woken;
    private final Map<Path, RecordingChannel.Stamp> seen = new HashMap<>(); // recordings that are not read, as they were
    private final Map<Path, Long> lengths = new HashMap<>(); // of recordings that were read, when they were
    private final Map<Path, RecordingChannel.Stamp> readAs = new HashMap<>();
    private final Map<Path, String> unreadable = new HashMap<>();
    private final Map<Path, String> unlisted = new HashMap<>(); // folders that could not be read
    private boolean unsettled;
    private boolean fullLogged;

    /** Reads a recording from beginning to end. */
    interface Reading {
        RecordingReader.Result read(RecordingChannel channel, RecordingListener listener) throws IOException;
    }

    /**
     * @param top the real path of the folder of sessions
     * @param changed is called on the watch's thread after each look that found something new
     */
    public SessionWatch(Path top, Time time, Sessions sessions, Runnable changed) {
        this(top, time, sessions, changed, (channel, listener) -> new RecordingReader(listener).read(channel));
    }

    SessionWatch(Path top, Time time, Sessions sessions, Runnable changed, Reading reading) {
        this.top = top;
        this.time = time;
        this.sessions = sessions;
        this.changed = changed;
        this.reading = reading;
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
        while (true) {
            look();
            lock.lock();
            try {
                long left = (unsettled ? SHORT_PAUSE : PAUSE).toNanos();
                while (!woken && left > 0) {
                    left = arrival.awaitNanos(left);
                }
                woken = false;
            } finally {
                lock.unlock();
            }
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
        unsettled = false;
        Map<UUID, KnownSession> found = new HashMap<>();
        List<SessionPlace> places = places();
        for (SessionPlace place : places) {
            add(found, place);
        }
        sessions.set(found);
        changed.run();
        for (KnownSession session : List.copyOf(found.values())) {
            if (wants(session, now.contains(session.place().folder()))) {
                read(session);
                add(found, session.place());
                sessions.set(found);
                changed.run();
            }
        }
        Set<Path> folders = new HashSet<>();
        places.forEach(place -> folders.add(place.folder()));
        for (Map<Path, ?> kept : List.of(seen, lengths, readAs, unreadable, unlisted)) {
            kept.keySet().retainAll(folders);
        }
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
            warnOnce(unlisted, place.folder(), e.toString(), e);
        }
    }

    /** Logs each reason once, however often a session is read. @param reasons those that were logged */
    private static void warnOnce(Map<Path, String> reasons, Path folder, String why, Exception failure) {
        String text = "it cannot be read: " + why;
        if (!text.equals(reasons.put(folder, text))) {
            log.warn("{} cannot be read: {}", folder.toString().replaceAll("\\p{Cntrl}", "?"), failure.toString());
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
        Optional<String> wrong = metadata.wrong().isPresent() || isFolder ? metadata.wrong() : Optional.ofNullable(unreadable.get(folder));
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

    /** Whether to read a recording now. */
    private boolean wants(KnownSession session, boolean arrived) {
        if (session.recording().isEmpty()) {
            return false;
        }
        RecordingChannel.Stamp stamp = session.recording().get();
        Path folder = session.place().folder();
        if (Objects.equals(readAs.get(folder), stamp)) {
            return false;
        }
        try (RecordingChannel channel = RecordingChannel.open(stamp)) {
            long bytes = channel.length();
            boolean read = session.summary().filter(facts -> facts.recordingBytes() == bytes).isPresent()
                    || unreadable.containsKey(folder) && Objects.equals(lengths.get(folder), bytes);
            if (read) {
                readAs.put(folder, stamp);
                return false;
            }
        } catch (IOException e) {
            return false; // it is made small, or goes, this moment
        }
        boolean still = stamp.equals(seen.put(folder, stamp))
                || time.millis() - stamp.modifiedMillis() > SETTLED.toMillis();
        unsettled |= !arrived && !still;
        return arrived || still;
    }

    private void read(KnownSession session) throws InterruptedException {
        Path folder = session.place().folder();
        RecordingChannel.Stamp stamp = session.recording().orElseThrow();
        long bytes = -1;
        try (RecordingChannel channel = RecordingChannel.open(stamp)) {
            bytes = channel.length();
            SummaryMaker maker = new SummaryMaker();
            RecordingReader.Result result = reading.read(channel, maker);
            new DurableFile(folder.resolve(CURVES)).write(maker.curves());
            new DurableFile(folder.resolve(SessionSummary.FILE)).write(maker.summary(result, bytes).json());
            readAs.put(folder, stamp);
            if (result.fault().isPresent() && result.messages() == 0) {
                unreadable.put(folder, result.fault().get());
            } else {
                unreadable.remove(folder);
            }
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException();
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            warnOnce(unreadable, folder, e.getMessage(), e);
        } catch (RuntimeException e) { // one recording must not cost all others
            warnOnce(unreadable, folder, e.toString(), e);
        }
        lengths.put(folder, bytes);
    }
}
