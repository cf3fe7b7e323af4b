package depot.archive.maps;

import depot.common.threads.GrowingPause;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * When what failed is tried again: after a minute, then after twice as long each time, up to half an hour. Times are steady
 * nanoseconds. One thread.
 */
final class Retries {
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Map<UUID, Wait> waits = new HashMap<>(); // by session, map or job

    private static final class Wait {
        final GrowingPause pause = new GrowingPause(FIRST, LONGEST);
        int failures;
        long until;
    }

    boolean waits(UUID of, long now) {
        Wait wait = waits.get(of);
        return wait != null && wait.until - now > 0;
    }

    int failures(UUID of) {
        Wait wait = waits.get(of);
        return wait == null ? 0 : wait.failures;
    }

    void failed(UUID of, long now) {
        Wait wait = waits.computeIfAbsent(of, key -> new Wait());
        wait.failures++;
        wait.until = now + wait.pause.next().toNanos();
    }

    void forget(UUID of) {
        waits.remove(of);
    }
}
