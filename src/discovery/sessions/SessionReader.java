package depot.discovery.sessions;

import depot.common.http.Stamp;
import depot.common.json.BadInput;
import depot.discovery.sessions.SessionCache.Finding;
import depot.discovery.sessions.SessionCache.Place;
import depot.recordings.SessionSummary;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes a listed session from a folder: from its metadata.json, its recording, or both. Reads only what changed since an
 * earlier walk. For one thread, during one walk.
 */
final class SessionReader {
    private final RealTree tree;
    private final SessionCache cache;
    private final Warnings warnings;
    private final long number;
    private final Instant now;

    /**
     * @param number of the walk
     * @param now of the wall clock, as the walk began
     */
    SessionReader(RealTree tree, SessionCache cache, Warnings warnings, long number, Instant now) {
        this.tree = tree;
        this.cache = cache;
        this.warnings = warnings;
        this.number = number;
        this.now = now;
    }

    /** What metadata.json was found to say; neither where there is none. */
    private record Metadata(Optional<SessionMetadata> usable, Optional<String> wrong) {
        static final Metadata NONE = new Metadata(Optional.empty(), Optional.empty());
    }

    /**
     * Empty when the folder holds nothing that can be listed.
     *
     * @param folder its real path
     */
    Optional<RecordedSession> read(Place place, Path folder) throws IOException {
        Optional<RealTree.Entry> metadata = tree.entry(folder.resolve(SessionLayout.METADATA));
        Stamp stamp = metadata.map(entry -> Stamp.of(entry.attributes())).orElse(null);
        Finding known = cache.seen(place, number);
        if (known != null && known.settled() && Objects.equals(known.stamp(), stamp)) {
            String file = known.session() == null ? SessionLayout.RECORDING : known.session().file();
            Stamp recording = recording(folder, file).map(KeptRecording::stamp).orElse(null);
            if (Objects.equals(known.recording(), recording) && Objects.equals(known.summary(), summaryStamp(folder, stamp))) {
                return known.usable();
            }
        }
        return find(place, folder, metadata, known).usable();
    }

    /** As {@link #read}, but without the cache. */
    Optional<RecordedSession> readAnew(Place place, Path folder) throws IOException {
        return find(place, folder, tree.entry(folder.resolve(SessionLayout.METADATA)), null).usable();
    }

    /** @param known what was found before, or null */
    private Finding find(Place place, Path folder, Optional<RealTree.Entry> metadata, Finding known) throws IOException {
        // The stamps are older than what is read: a change between the two is seen by the next walk.
        Stamp stamp = metadata.map(entry -> Stamp.of(entry.attributes())).orElse(null);
        boolean settled = stamp == null || stamp.isSettled(now);
        Metadata read = Metadata.NONE;
        if (stamp != null) {
            try {
                read = new Metadata(Optional.of(SessionMetadata.parse(bytes(metadata.get().path(), stamp))), Optional.empty());
            } catch (BadInput e) {
                read = new Metadata(Optional.empty(), Optional.of(e.getMessage()));
            } catch (NoSuchFileException e) {
                throw e;
            } catch (IOException e) {
                read = new Metadata(Optional.empty(), Optional.of(Warnings.reason(e)));
                settled = false; // the same file may well be readable the next time
            }
        }
        if (read.wrong.isPresent() && known != null && known.session() != null && stamp.isFresh(now)) {
            cache.keep(place, known, number); // it is being written: its last good version stays, and it is read again
            return known;
        }
        String name = read.usable.map(SessionMetadata::sessionFile).orElse(SessionLayout.RECORDING);
        Optional<KeptRecording> recording = recording(folder, name);
        if (metadata.isEmpty() && recording.isPresent() && tree.holds(folder, SessionLayout.METADATA)) {
            // it came, or its folder is back, since it was looked for
            Path path = folder.resolve(SessionLayout.METADATA);
            Optional<RealTree.Entry> there = tree.entry(path);
            return find(place, folder, Optional.of(there.orElseThrow(() -> new NoSuchFileException(path.toString()))), known);
        }
        Stamp summary = summaryStamp(folder, stamp);
        Finding finding = new Finding(stamp, recording.map(KeptRecording::stamp).orElse(null), summary,
                session(place, folder, read, recording), read.wrong.isPresent(),
                settled && (recording.isEmpty() || recording.get().stamp().isSettled(now)) && (summary == null || summary.isSettled(now)));
        if (metadata.isEmpty() && recording.isEmpty()) {
            cache.forget(place); // no session's folder
            return finding;
        }
        boolean reported = known != null && known.broken() && Objects.equals(known.stamp(), stamp);
        boolean kept = cache.keep(place, finding, number);
        if (read.wrong.isPresent() && kept && !reported) {
            warnings.now(metadata.orElseThrow().path(), read.wrong.get());
        }
        return finding;
    }

    /** Empty also for a recording that cannot be reached; its download says why. */
    private Optional<KeptRecording> recording(Path folder, String name) throws IOException {
        try {
            return KeptRecording.find(tree, folder, name);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            return Optional.empty();
        }
    }

    /** Null when there is nothing to list: a broken metadata.json means that another program made the session. */
    private RecordedSession session(Place place, Path folder, Metadata metadata, Optional<KeptRecording> recording) throws IOException {
        if (metadata.wrong.isPresent()) {
            return null;
        }
        Optional<SessionSummary> summary = metadata.usable.isPresent() || recording.isEmpty() ? Optional.empty() : summary(folder);
        Optional<SessionMetadata> known = metadata.usable.or(() -> recording.map(at -> SessionMetadata.ofFolder(place.rover(),
                place.folder(), at.entry().attributes().lastModifiedTime().toInstant(), summary)));
        if (known.isEmpty()) {
            return null;
        }
        Optional<KeptRecording.Sizes> sizes = recording.isEmpty() ? Optional.empty() : Optional.of(recording.get().sizes(tree));
        return RecordedSession.of(place.rover(), place.folder(), known.get(), sizes);
    }

    /** The stamp of archive's summary, which counts only where there is no metadata.json. @param metadata null where there is none */
    private Stamp summaryStamp(Path folder, Stamp metadata) throws IOException {
        return metadata != null ? null : tree.entry(folder.resolve(SessionSummary.FILE)).map(entry -> Stamp.of(entry.attributes()))
                .orElse(null);
    }

    private Optional<SessionSummary> summary(Path folder) {
        try {
            Optional<RealTree.Entry> entry = tree.entry(folder.resolve(SessionSummary.FILE));
            if (entry.isEmpty() || entry.get().attributes().size() > SessionSummary.MAX_BYTES) {
                return Optional.empty();
            }
            try (OpenedFile file = tree.open(entry.get().path())) {
                return Optional.of(SessionSummary.parse(file.start((int) Math.min(file.length(), SessionSummary.MAX_BYTES))));
            }
        } catch (IOException | BadInput e) {
            return Optional.empty(); // it is replaced this moment, or of another version: the session is listed without it
        }
    }

    private byte[] bytes(Path path, Stamp stamp) throws IOException {
        if (stamp.bytes() > SessionMetadata.MAX_BYTES) {
            throw BadInput.malformed("it has more than " + SessionMetadata.MAX_BYTES + " bytes");
        }
        try (OpenedFile file = tree.open(path)) {
            return file.start((int) Math.min(file.length(), SessionMetadata.MAX_BYTES)); // it may have grown since
        }
    }

    /** What a folder's metadata.json calls the rover and the recording; empty where it says nothing of use. */
    static Optional<SessionMetadata> metadata(RealTree tree, Path folder) {
        try {
            Optional<RealTree.Entry> entry = tree.entry(folder.resolve(SessionLayout.METADATA));
            if (entry.isEmpty() || entry.get().attributes().size() > SessionMetadata.MAX_BYTES) {
                return Optional.empty();
            }
            try (OpenedFile file = tree.open(entry.get().path())) {
                return Optional.of(SessionMetadata.parse(file.start((int) Math.min(file.length(), SessionMetadata.MAX_BYTES))));
            }
        } catch (IOException | BadInput e) {
            return Optional.empty(); // the scan for the list logs it
        }
    }
}
