package depot.dispatch.rover;

import depot.common.GuardedBy;
import depot.common.time.Time;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices two rovers that use one id: an unconfigured one calls itself {@code bvr-01}, and two of them take the link from
 * each other every few seconds, for ever. A rover that only reconnects leaves a dead link behind, and not often.
 * Thread-safe.
 */
public final class DuplicateIdDetector {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration WITHIN = Duration.ofMinutes(1);
    private static final int PULLS = 4;
    private static final int MAX_ROVERS = 10_000;

    private final Time time;
    private final Counter replaced;
    @GuardedBy("this") private final Map<String, Pulls> rovers = new HashMap<>();

    private static final class Pulls {
        private final ArrayDeque<Long> times = new ArrayDeque<>();
        private boolean logged;
    }

    public DuplicateIdDetector(Time time, CollectorRegistry registry) {
        this.time = time;
        replaced = Counter.build("depot_rover_links_replaced_total",
                "Links of rovers that were closed because the same rover id connected anew.").register(registry);
    }

    /** A live link was closed for a newer one of the same rover. */
    synchronized void replaced(String rover, String peer) {
        replaced.inc();
        if (rovers.size() >= MAX_ROVERS) {
            rovers.clear();
        }
        Pulls pulls = rovers.computeIfAbsent(rover, id -> new Pulls());
        forgetOld(pulls);
        pulls.times.add(time.nanos());
        if (pulls.times.size() >= PULLS && !pulls.logged) {
            pulls.logged = true;
            log.warn("two rovers seem to call themselves {}: they take the link from each other (one is at {}); give one another id",
                    rover, peer);
        }
    }

    private void forgetOld(Pulls pulls) {
        while (!pulls.times.isEmpty() && time.nanos() - pulls.times.peek() > WITHIN.toNanos()) {
            pulls.times.poll();
        }
        if (pulls.times.isEmpty()) {
            pulls.logged = false;
        }
    }

    /** Whether two rovers are pulling at this id. */
    public synchronized boolean pulled(String rover) {
        Pulls pulls = rovers.get(rover);
        if (pulls == null) {
            return false;
        }
        forgetOld(pulls);
        return pulls.times.size() >= PULLS;
    }
}
