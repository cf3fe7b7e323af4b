package depot.discovery;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When the next message to consoles may go out. A single rover's change is shown at once, as long as that is cheap: bytes × consoles
 * within a budget. Changes that come fast, or again and again from one rover, are merged, and so are large messages.
 *
 * <pre>
 *   quick     since the last   consoles × (its bytes + what a message costs anyway) ÷ budget, 10 ms at least, or
 *   merged    since the last   its bytes ÷ what one console should get a second, 50 ms at least
 * </pre>
 *
 * Quick is never later than merged. Not thread-safe.
 */
final class FeedPace {
    /** 20 messages a second at most, once changes are merged. */
    static final Duration MERGED = Duration.ofMillis(50);
    static final Duration QUICK = Duration.ofMillis(10);
    /** Above this a console gets fewer and larger ones; a list of 10,000 rovers then comes five times a second. */
    static final long BYTES_PER_SECOND = 12_500_000;
    /** Budget for all consoles together, while messages go out at once. */
    static final long QUICK_BYTES_PER_SECOND = 20_000_000;
    private static final int BYTES_OF_ANY_MESSAGE = 4 * 1024;
    /** More changes than these within {@link #MERGED} come fast: a hundred rovers with a heartbeat in two seconds make half as many. */
    private static final int MOST_QUICK_CHANGES = 5;
    private static final long SECOND = 1_000_000_000L;

    private final Map<String, Long> shownAt = new LinkedHashMap<>(); // when each rover was last in a message, the oldest first
    private long quickAt;
    private long mergedAt;

    FeedPace(long now) {
        quickAt = now;
        mergedAt = now;
    }

    /** When these changes may be sent, in nanoseconds of the clock that {@link #sent} has; further changes only make it later. */
    long due(Collection<String> changed, long now) {
        forgetOld(now);
        boolean fast = shownAt.size() + changed.size() > MOST_QUICK_CHANGES || changed.stream().anyMatch(shownAt::containsKey);
        return fast ? mergedAt : quickAt;
    }

    /** When a message may go out whatever it is for. */
    long mergedAt() {
        return mergedAt;
    }

    /** A message with these rovers went out. */
    void sent(Collection<String> changed, int bytes, int consoles, long now) {
        long forEach = bytes * (SECOND / BYTES_PER_SECOND);
        long forAll = (long) consoles * (bytes + BYTES_OF_ANY_MESSAGE) * (SECOND / QUICK_BYTES_PER_SECOND);
        mergedAt = now + Math.max(MERGED.toNanos(), forEach);
        quickAt = Math.min(mergedAt, now + Math.max(QUICK.toNanos(), Math.max(forEach, forAll)));
        forgetOld(now);
        Iterator<String> ids = changed.iterator();
        while (ids.hasNext() && shownAt.size() <= MOST_QUICK_CHANGES) { // more make no difference
            String id = ids.next();
            shownAt.remove(id);
            shownAt.put(id, now);
        }
    }

    private void forgetOld(long now) {
        Iterator<Long> times = shownAt.values().iterator();
        while (times.hasNext() && now - times.next() >= MERGED.toNanos()) {
            times.remove();
        }
    }
}
