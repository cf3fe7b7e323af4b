package depot.gps.status;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many corrections of each type came since the start. The sub-types of 4072 count as one type, as in JSON a type is
 * a number. Not thread-safe: {@link ReceiverState} guards it.
 */
final class RtcmCounts {
    private final Map<Integer, Count> counts = new TreeMap<>();

    /** @param lastSeenMillis Unix time */
    record Count(int type, long count, long lastSeenMillis) {}

    /** @param type 0 to 4095: there can be no more entries than that */
    void take(int type, long nowMillis) {
        counts.merge(type, new Count(type, 1, nowMillis), (old, one) -> new Count(type, old.count + 1, nowMillis));
    }

    List<Count> all() {
        return List.copyOf(counts.values());
    }
}
