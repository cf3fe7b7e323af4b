package depot.archive.keep;

import depot.common.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Since when files have not changed, by elapsed time, as the rover's clock and this machine's may be wrong. Bounded; one thread.
 */
final class Unchanged {
    private static final int MAX_FILES = 100_000;

    private final Time time;
    private final Map<Path, Since> files = new HashMap<>();
    private long round;

    private static final class Since {
        FileFacts facts;
        long nanos;
        long round;
    }

    Unchanged(Time time) {
        this.time = time;
    }

    /** How long the file has been unchanged; zero when it is seen for the first time. */
    Duration age(Path file, FileFacts facts) {
        Since since = files.get(file);
        if (since == null) {
            if (files.size() >= MAX_FILES) {
                return Duration.ZERO;
            }
            since = new Since();
            files.put(file, since);
        }
        since.round = round;
        if (!facts.equals(since.facts)) {
            since.facts = facts;
            since.nanos = time.nanos();
        }
        return Duration.ofNanos(time.nanos() - since.nanos);
    }

    /** A round is over: what was not asked about in it is forgotten. */
    void roundOver() {
        files.values().removeIf(since -> since.round != round);
        round++;
    }
}
