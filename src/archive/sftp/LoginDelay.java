package depot.archive.sftp;

import depot.common.GuardedBy;
import depot.common.http.PeerNetwork;
import depot.common.time.Time;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long a wrong password is left unanswered: longer with each from one address, so that passwords cannot be tried at
 * speed. Any thread.
 */
final class LoginDelay {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);
    private static final int MAX_ADDRESSES = 10_000;

    private final Time time;
    @GuardedBy("this") private final Map<PeerNetwork, Failures> byAddress = new LinkedHashMap<>(); // the oldest first

    private record Failures(int count, long lastNanos) {}

    LoginDelay(Time time) {
        this.time = time;
    }

    /** Counts a wrong password, and says how long its answer is to wait. */
    synchronized Duration failed(PeerNetwork address) {
        long now = time.nanos();
        Failures before = byAddress.remove(address);
        boolean counts = before != null && now - before.lastNanos < FORGOTTEN_AFTER.toNanos();
        Failures failures = new Failures(counts ? before.count + 1 : 1, now);
        if (byAddress.size() >= MAX_ADDRESSES) {
            byAddress.remove(byAddress.keySet().iterator().next());
        }
        byAddress.put(address, failures);
        Duration delay = FIRST.multipliedBy(1L << Math.min(failures.count - 1, 10));
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }

    /** Somebody came in from there. */
    synchronized void succeeded(PeerNetwork address) {
        byAddress.remove(address);
    }
}
