package depot.discovery.telemetry;

import depot.common.GuardedBy;
import depot.common.memory.OutputBudget;
import depot.common.threads.Worker;
import depot.common.threads.WriteTurns;
import depot.common.time.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where rovers were, by their telemetry, for two weeks: so that what they recorded in the same minutes can be placed. Times are the
 * rovers' own, as their recordings have them. Anybody can send a datagram, so how many come, and with which times, is bounded: a rover's by
 * when they arrive, too, a file's by its records, the days by this machine's own.
 *
 * <p>{@link #add} is the telemetry thread's and does not wait for the disk; what the disk cannot take is left out. Any thread reads.
 */
final class PositionLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery");
    private static final int MAX_WAITING = 100_000;
    static final int KEPT_DAYS = 14;
    private static final int SLACK_DAYS = 1; // this machine's clock may be hours off
    static final long MILLIS_PER_DAY = 86_400_000;
    static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final long STEP_NANOS = 900_000_000L;
    private static final long STANDING_NANOS = 30_000_000_000L; // a rover that stands is noted this often
    private static final long BURST_NANOS = 30_000_000_000L; // so many at once that a radio held up
    private static final double MOVED_DEGREES = 2e-7; // some two centimetres
    private static final Duration CLEAN_EVERY = Duration.ofMinutes(10);

    private final PositionFiles files;
    private final Time time;
    private final LinkedHashMap<String, Noted> last = new LinkedHashMap<>(16, 0.75f, true); // the telemetry thread's, as is the next
    private boolean warnedOfDay;
    @GuardedBy("this") private List<Waiting> waiting = new ArrayList<>();
    private final WriteTurns turns = new WriteTurns();
    private final DiskTrouble trouble = new DiskTrouble("where rovers were", log::warn); // the writer's
    private final Worker writer;

    /** @param dueNanos when the next is due by its share, by the steady clock */
    private record Noted(long nanos, double latitude, double longitude, long dueNanos) {}

    /** What is yet to be written. */
    record Waiting(String rover, long nanos, double latitude, double longitude, float accuracy) {}

    /** @param data {@code DATA_DIR} */
    PositionLog(Path data, Time time) {
        files = new PositionFiles(data.resolve("positions"));
        this.time = time;
        writer = Worker.start("positions", this::run);
    }

    void add(String rover, Telemetry.Position position) {
        long nanos = position.clockNanos() > 0 ? position.clockNanos() : time.millis() * 1_000_000;
        if (!isOfTheseDays(nanos)) {
            return;
        }
        long now = position.heardNanos();
        Noted before = last.get(rover);
        long due = before == null || before.dueNanos - now < 0 ? now : before.dueNanos;
        if (due - now > BURST_NANOS || before != null && isTooSoon(before, nanos, position)) {
            return;
        }
        last.put(rover, new Noted(nanos, position.latitude(), position.longitude(), due + STEP_NANOS));
        if (last.size() > MAX_WAITING) {
            last.pollFirstEntry();
        }
        synchronized (this) {
            if (waiting.size() < MAX_WAITING) {
                waiting.add(new Waiting(rover, nanos, position.latitude(), position.longitude(), (float) position.accuracyMetres()));
            }
        }
    }

    private boolean isOfTheseDays(long nanos) {
        long ahead = Math.floorDiv(nanos, NANOS_PER_DAY) - Math.floorDiv(time.millis(), MILLIS_PER_DAY);
        boolean near = ahead <= SLACK_DAYS && ahead >= -KEPT_DAYS - SLACK_DAYS;
        if (!near && !warnedOfDay) {
            warnedOfDay = true;
            log.warn("a position has a time {} days from this machine's: such positions are not kept (logged once)", ahead);
        }
        return near;
    }

    /** By the rover's own clock, whichever way it was set. */
    private static boolean isTooSoon(Noted before, long nanos, Telemetry.Position position) {
        boolean moved = Math.hypot(position.latitude() - before.latitude, position.longitude() - before.longitude) >= MOVED_DEGREES;
        return Math.abs(nanos - before.nanos) < (moved ? STEP_NANOS : STANDING_NANOS);
    }

    private void run() throws InterruptedException {
        long cleanAt = time.nanos();
        while (true) {
            boolean cleans = time.nanos() - cleanAt >= 0;
            if (cleans) {
                cleanAt = time.nanos() + CLEAN_EVERY.toNanos();
            }
            Thread.sleep(round(cleans));
        }
    }

    /** @return how long to wait until the next */
    private Duration round(boolean cleans) {
        try {
            if (cleans) {
                files.clean(time.millis()); // first, as it makes room
            }
            if (isIdle()) {
                return DiskTrouble.PAUSE; // which says nothing of the disk
            }
            turns.take(this::write);
            return trouble.worked();
        } catch (IOException e) {
            return trouble.failed(e);
        }
    }

    private synchronized boolean isIdle() {
        return waiting.isEmpty();
    }

    /** Writes what waits. */
    void write() throws IOException {
        List<Waiting> now;
        synchronized (this) {
            now = waiting;
            waiting = new ArrayList<>();
        }
        files.append(now);
    }

    /** As {@link PositionFiles#between}. */
    PositionList between(String rover, long fromNanos, long toNanos, OutputBudget.Room room) throws IOException {
        return files.between(rover, fromNanos, toNanos, room);
    }

    @Override
    public void close() {
        turns.end();
        writer.close();
        try {
            write();
        } catch (IOException e) {
            log.warn("where rovers were cannot be kept: {}", e.toString());
        }
    }
}
