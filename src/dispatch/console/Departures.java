package depot.dispatch.console;

import depot.common.GuardedBy;
import depot.common.time.Time;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Remembers for a minute, by address, up to where consoles had read when their connection ended: an existing console
 * reconnects after three seconds and relies on the socket alone, so it is sent what it missed. Several behind one address
 * are sent a little more than they need. Thread-safe.
 */
public final class Departures {
    private static final long KEPT_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MOST = 1000;

    private final Time time;
    @GuardedBy("this") private final Map<String, Departure> departures = new LinkedHashMap<>(); // oldest first

    private record Departure(long cursor, long atNanos) {}

    public Departures(Time time) {
        this.time = time;
    }

    synchronized void left(String peer, long cursor) {
        OptionalLong before = back(peer); // of several, the one that has read least counts
        if (departures.size() >= MOST) {
            departures.remove(departures.keySet().iterator().next());
        }
        departures.put(peer, new Departure(Math.min(cursor, before.orElse(cursor)), time.nanos()));
    }

    /** A console connects; empty when none from there has left within the last minute. */
    synchronized OptionalLong back(String peer) {
        Departure departure = departures.remove(peer);
        return departure == null || time.nanos() - departure.atNanos > KEPT_NANOS
                ? OptionalLong.empty() : OptionalLong.of(departure.cursor);
    }
}
