package depot.archive.maps;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * When what failed is tried again: after a minute, then after twice as long each time, up to half an hour. Times are steady
 * nanoseconds. One thread.
 */
final class Retries {
    static final long FIRST_NANOS = TimeUnit.MINUTES.toNanos(1);
    static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(30);
    private static final int DOUBLINGS = 5;

    private final Map<UUID, Wait> waits = new HashMap<>(); // by session, map or job

    private record Wait(int failures, long until) {}

    boolean waits(UUID of, long now) {
        Wait wait = waits.get(of);
        return wait != null && wait.until - now > 0;
    }

    int failures(UUID of) {
        Wait wait = waits.get(of);
        return wait == null ? 0 : wait.failures;
    }

    void failed(UUID of, long now) {
        int before = failures(of);
        waits.put(of, new Wait(before + 1, now + Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(before, DOUBLINGS))));
    }

    void forget(UUID of) {
        waits.remove(of);
    }
}
