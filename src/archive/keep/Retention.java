package depot.archive.keep;

import depot.archive.store.Store;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which sessions are old enough to go, and their removal, whole folders at a time. A session's age counts from the
 * {@code ended_at} of its metadata.json, else from the time of its newest file; a time from before there were rovers
 * comes from a rover that did not know the time, and then the time of arrival counts.
 *
 * <p>Ages are by the wall clock, which a machine without a network may have wrong: nothing goes while that clock has stepped
 * within the last ten minutes. One thread.
 */
final class Retention {
    private static final Logger log = LoggerFactory.getLogger("depot.archive.keep");
    static final Duration STEADY = Duration.ofMinutes(10);
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final Instant FIRST_ROVERS = Instant.parse("2020-01-01T00:00:00Z");
    private static final String METADATA = "metadata.json";
    private static final long MAX_METADATA = 1024 * 1024;

    private final Store store;
    private final Time time;
    private final Optional<Duration> keep;
    private long offsetNanos; // the wall clock less the steady one
    private long steadySince;

    /** @param keep empty for ever */
    Retention(Store store, Time time, Optional<Duration> keep) {
        this.store = store;
        this.time = time;
        this.keep = keep;
        offsetNanos = offset();
        steadySince = time.nanos();
    }

    private long offset() {
        return time.millis() * 1_000_000 - time.nanos();
    }

    /** Whether something may go at all; asked once for each look, before it. */
    boolean active() {
        long now = offset();
        if (Math.abs(now - offsetNanos) > STEP.toNanos()) {
            steadySince = time.nanos();
        }
        offsetNanos = now;
        return keep.isPresent() && time.nanos() - steadySince >= STEADY.toNanos();
    }

    /** @param newest of a file in it; what it is when there is none is the folder's own */
    boolean isOver(Path session, FileFacts newest) throws IOException {
        Instant written = sane(newest.modified().toInstant(), newest);
        return isOld(ended(session).map(at -> sane(at, newest)).orElse(written));
    }

    /** Whether a single file is old enough to be removed. */
    boolean isOver(FileFacts facts) {
        return isOld(sane(facts.modified().toInstant(), facts));
    }

    private static Instant sane(Instant at, FileFacts facts) {
        return at.isBefore(FIRST_ROVERS) ? facts.changed().toInstant() : at;
    }

    private boolean isOld(Instant at) {
        return at.isBefore(Instant.ofEpochMilli(time.millis()).minus(keep.orElseThrow()));
    }

    private static Optional<Instant> ended(Path session) throws IOException {
        Path file = session.resolve(METADATA);
        Optional<FileFacts> facts = FileFacts.of(file);
        if (facts.isEmpty() || facts.get().folder() || facts.get().bytes() > MAX_METADATA) {
            return Optional.empty();
        }
        try {
            return JsonObject.parse(Files.readAllBytes(file)).anyText("ended_at").map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (BadInput | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Removes a session's folder, unless an upload into it goes on. What says what it was goes last. */
    boolean remove(Path session) throws IOException {
        boolean removed = store.alone(written -> {
            if (written.stream().anyMatch(target -> target.startsWith(session))) {
                return false;
            }
            List<Path> all = new ArrayList<>();
            try (Stream<Path> paths = Files.walk(session)) { // it follows no links
                paths.forEach(all::add);
            }
            all.sort(Comparator.<Path>comparingInt(path -> path.getFileName().toString().equals(METADATA) ? 1 : 0)
                    .thenComparing(Comparator.reverseOrder()));
            all.remove(session);
            for (Path path : all) {
                Files.deleteIfExists(path);
            }
            Files.delete(session);
            return true;
        });
        if (removed) {
            String shown = session.toString().replaceAll("\\p{Cntrl}", "?");
            log.info("{} is removed: it is older than {} days", shown, keep.orElseThrow().toDays());
        }
        return removed;
    }
}
