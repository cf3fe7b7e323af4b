package depot.archive.sessions;

import depot.archive.recording.RecordingListener;
import depot.archive.recording.RecordingReader;
import depot.common.memory.MemoryBudget;
import depot.recordings.RecordingChannel;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The sessions that the last scan found. Any thread. */
public final class Sessions {
    private static final int ATTEMPTS = 3;

    private volatile Map<UUID, KnownSession> all = Map.of(); // written by SessionWatch, as is the next
    private volatile boolean lookedFor;

    void set(Map<UUID, KnownSession> sessions) {
        all = Map.copyOf(sessions);
        lookedFor = true;
    }

    /** Whether there was a scan yet; before it, a session that is not in here may well be on the disk. */
    public boolean wereLookedFor() {
        return lookedFor;
    }

    public Optional<KnownSession> find(UUID id) {
        return Optional.ofNullable(all.get(id));
    }

    /** The newest first. */
    public List<KnownSession> newestFirst() {
        return all.values().stream().sorted(Comparator.comparing(KnownSession::startedAt).reversed().thenComparing(KnownSession::id))
                .toList();
    }

    public int count() {
        return all.size();
    }

    /**
     * Reads a session's recording from beginning to end, on the calling thread.
     *
     * @throws NoSuchFileException when there is none
     */
    public static RecordingReader.Result read(KnownSession session, RecordingListener listener) throws IOException {
        Path file = session.recording().map(RecordingChannel.Stamp::file).orElse(session.place().folder());
        String name = depot.recordings.KeptNames.isSmall(file.getFileName().toString())
                ? depot.recordings.KeptNames.original(file.getFileName().toString()) : file.getFileName().toString();
        for (int attempt = 1; ; attempt++) {
            RecordingChannel.Stamp stamp = RecordingChannel.find(session.place().folder(), name)
                    .orElseThrow(() -> new NoSuchFileException(name));
            try (RecordingChannel channel = RecordingChannel.open(stamp);
                    RecordingReader reader = new RecordingReader(listener, MemoryBudget.OF_THIS_PROCESS)) {
                return reader.read(channel);
            } catch (NoSuchFileException e) { // it was made small this moment
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
