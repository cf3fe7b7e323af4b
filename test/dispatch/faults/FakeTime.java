package depot.dispatch.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall clock of a program that is started with {@link #environment}, by libfaketime (Debian: {@code libfaketime}): it can
 * be set forward and back while the program runs; the monotonic clock goes on. Thread-safe.
 */
final class FakeTime {
    /** Its readers and this history see a step at the same moment, but for this much, in nanoseconds. */
    private static final long SLACK = Duration.ofMillis(100).toNanos();

    /** From a moment of the history on, the clock is off by this much, both in nanoseconds. */
    private record Epoch(long from, long offset) {}

    private final Path file;
    private final History history;
    private final List<Epoch> epochs = new ArrayList<>(); // guarded by this

    /** @param file that the program reads its time from; made */
    FakeTime(Path file, History history) {
        this.file = file;
        this.history = history;
        epochs.add(new Epoch(history.now(), 0));
        write(0);
    }

    /** Where the library is; empty when it is not installed. */
    static Optional<Path> library() {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            return Stream.concat(Stream.of(Path.of("/usr/lib"), Path.of("/usr/lib64"), Path.of("/usr/local/lib")), folders.sorted())
                    .map(folder -> folder.resolve("faketime/libfaketime.so.1")).filter(Files::isReadable).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library().orElseThrow().toString(), "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_NO_CACHE", "1", "DONT_FAKE_MONOTONIC", "1", "NO_FAKE_STAT", "1");
    }

    /** From now on the clock differs from the machine's by this much. */
    synchronized void step(Duration offset) {
        history.disturbAll(Event.Scope.CLOCK, "a clock is " + offset + " off").close();
        epochs.add(new Epoch(history.now(), offset.toNanos()));
        write(offset.toMillis());
    }

    private void write(long offsetMillis) {
        try {
            Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), String.format(Locale.ROOT, "%+.3f",
                    offsetMillis / 1000.0));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the clock showed at a moment, as a time of the history. */
    synchronized long at(Instant shown) {
        long time = history.at(shown);
        for (int i = 0; i < epochs.size(); i++) {
            long until = i + 1 < epochs.size() ? epochs.get(i + 1).from : Long.MAX_VALUE - SLACK;
            long at = time - epochs.get(i).offset;
            if (at >= epochs.get(i).from - SLACK && at <= until + SLACK) {
                return at;
            }
        }
        return time - epochs.getLast().offset;
    }
}
