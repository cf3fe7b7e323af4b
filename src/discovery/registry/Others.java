package depot.discovery.registry;

import depot.common.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The other discoveries on the registry: each sends every second that it lives, and counts as gone when nothing came from it for three
 * seconds, by this process's own steady clock. One thread.
 */
final class Others {
    private static final Duration GONE_AFTER = Duration.ofSeconds(3);
    /** Time after connecting within which all that live have sent a sign of life. */
    private static final Duration SETTLED_AFTER = Duration.ofMillis(1_500);

    private final Time time;
    private final Map<UUID, Long> heardNanos = new HashMap<>();
    private boolean connected;
    private long connectedNanos;

    Others(Time time) {
        this.time = time;
    }

    void connected() {
        connected = true;
        connectedNanos = time.nanos();
    }

    /** Nobody is heard any more. */
    void lost() {
        connected = false;
        heardNanos.clear();
    }

    void heard(UUID other) {
        heardNanos.put(other, time.nanos());
    }

    void left(UUID other) {
        heardNanos.remove(other);
    }

    /** The others that live now; whether these are all is known only after a while. */
    View view() {
        long now = time.nanos();
        heardNanos.values().removeIf(heard -> now - heard > GONE_AFTER.toNanos());
        return new View(connected && now - connectedNanos > SETTLED_AFTER.toNanos(), new HashSet<>(heardNanos.keySet()));
    }

    /** @param whole whether these are known to be all. @param living the others that live */
    record View(boolean whole, Set<UUID> living) {}
}
