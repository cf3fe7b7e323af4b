package depot.discovery.tracks;

import depot.common.GuardedBy;
import depot.common.threads.Worker;
import depot.common.threads.WriteTurns;
import depot.common.time.Time;
import depot.discovery.telemetry.Telemetry;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in rovers' positions and writes their thinned tracks to files every two seconds. What the disk cannot take is left out, and a new
 * line begins after it. Any thread may call all methods; none but {@link #close} waits for the disk.
 */
public final class TrackLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery");
    private static final int MAX_WAITING = 100_000; // points
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TrackStore store;
    private final Time time;
    private final int maxRovers;
    private final Counter lost;
    private final Gauge bytes;
    private final CountDownLatch loaded = new CountDownLatch(1);
    private final WriteTurns turns = new WriteTurns();
    private final Worker writer;
    @GuardedBy("this") private final LinkedHashMap<String, TrackThinner> thinners = new LinkedHashMap<>(16, 0.75f, true);
    @GuardedBy("this") private Map<String, List<TrackPoint>> waiting = new LinkedHashMap<>();
    @GuardedBy("this") private int waitingPoints;
    @GuardedBy("this") private final Set<String> broken = new HashSet<>(); // of whom something was left out
    private boolean failing; // the writer's

    /**
     * @param folder need not be there
     * @param maxRovers that are followed at a time; those heard least lately make room
     */
    public TrackLog(Path folder, long maxBytes, int maxRovers, Time time, CollectorRegistry registry) {
        store = new TrackStore(folder, maxBytes);
        this.time = time;
        this.maxRovers = maxRovers;
        lost = Counter.build("depot_track_points_lost_total", "Points of rovers' tracks that could not be kept.").register(registry);
        bytes = Gauge.build("depot_tracks_bytes", "What rovers' tracks take on the disk.").register(registry);
        writer = Worker.start("tracks", this::run);
    }

    /** Takes a position that a rover has sent. */
    public void add(String rover, Telemetry.Position position) {
        synchronized (this) {
            thinners.computeIfAbsent(rover, id -> new TrackThinner(point -> queue(id, point))).take(position, time.millis());
            if (thinners.size() > maxRovers) {
                thinners.pollFirstEntry().getValue().flush();
            }
        }
    }

    /** Called by thinners, whose owner holds the lock. */
    private synchronized void queue(String rover, TrackPoint point) {
        if (waitingPoints == MAX_WAITING) {
            leftOut(rover, 1);
            return;
        }
        waitingPoints++;
        waiting.computeIfAbsent(rover, id -> new ArrayList<>()).add(broken.remove(rover) ? point.beginning() : point);
    }

    @GuardedBy("this")
    private void leftOut(String rover, int points) {
        lost.inc(points);
        if (broken.size() < MAX_WAITING) {
            broken.add(rover);
        }
    }

    private void run() throws InterruptedException {
        load();
        while (true) {
            keepTheSilent();
            turns.take(this::write);
            Thread.sleep(PAUSE);
        }
    }

    private void load() {
        if (loaded.getCount() > 0) { // not when the worker begins anew
            try {
                store.load();
            } catch (IOException e) {
                log.warn("rovers' tracks cannot be read: {}", e.toString());
            }
            bytes.set(store.bytes());
            loaded.countDown();
        }
    }

    /** Where they were last heard is the end of their tracks. */
    private synchronized void keepTheSilent() {
        long now = time.nanos();
        thinners.values().stream().filter(each -> each.isSilent(now)).forEach(TrackThinner::flush);
    }

    /** Writes what waits. Called by the writer, or by the thread that has ended it. */
    void write() {
        Map<String, List<TrackPoint>> now;
        synchronized (this) {
            now = waiting;
            waiting = new LinkedHashMap<>();
            waitingPoints = 0;
        }
        IOException failed = null;
        for (Map.Entry<String, List<TrackPoint>> each : now.entrySet()) {
            try {
                store.append(each.getKey(), each.getValue());
            } catch (IOException e) {
                failed = e;
                synchronized (this) {
                    leftOut(each.getKey(), each.getValue().size());
                }
            }
        }
        if (failed != null && !failing) {
            log.warn("rovers' tracks cannot be kept (said once until they can; depot_track_points_lost_total counts): {}",
                    failed.toString());
        }
        failing = failed != null || failing && now.isEmpty();
        bytes.set(store.bytes());
    }

    /** What is kept; waits while that is being learnt after a start, and is empty where that takes very long. */
    Optional<TrackStore> store() throws InterruptedIOException {
        try {
            return loaded.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) ? Optional.of(store) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while tracks were waited for");
        }
    }

    @Override
    public void close() {
        turns.end();
        writer.close();
        if (loaded.getCount() > 0) {
            return; // what is there is not known, nor where it goes on
        }
        synchronized (this) {
            thinners.values().forEach(TrackThinner::flush);
        }
        write();
    }
}
