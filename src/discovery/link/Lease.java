package depot.discovery.link;

import depot.common.GuardedBy;
import depot.common.broadcast.Wakeup;
import depot.common.json.JsonText;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The rovers that one supervisor has named, for three seconds from its last message, and the states that still have to be sent
 * to it. Of each rover only the newest state waits, so a supervisor that reads slowly costs memory only for its rovers.
 *
 * <p>The set of rovers belongs to the thread of {@link RoverLinks}; {@link #queueState} and the feed are thread-safe.
 */
final class Lease {
    static final Duration LASTS = Duration.ofSeconds(3);
    private static final int MOST_WAITING = 20_000;

    private final Set<HeldLink> links = new HashSet<>();
    private final Room room;
    @GuardedBy("newest") private final Map<String, FeedingRule.Verdict> newest = new HashMap<>(); // of the rovers named
    @GuardedBy("newest") private final LinkedHashMap<String, FeedingRule.Verdict> waiting = new LinkedHashMap<>();
    @GuardedBy("newest") private int counted; // of both, in the room
    private volatile Wakeup writer; // of the connection that follows
    private long endsNanos;

    /** Bounds what all leases keep together, however many supervisors name whatever. Thread-safe. */
    static final class Room {
        private static final int STATES = 2; // of a rover: the newest, and one that waits
        private static final int FLEETS = 2; // named in full, of ids that are registered; half as much for others

        private final int most;
        private final AtomicInteger held = new AtomicInteger();

        Room(int maxRovers) {
            most = maxRovers * STATES * FLEETS;
        }

        private boolean fits(boolean registered) {
            return held.get() + STATES <= (registered ? most : most / FLEETS);
        }
    }

    Lease(Room room) {
        this.room = room;
    }

    /** The rovers that it names, registered ones only. */
    Set<HeldLink> links() {
        return links;
    }

    void renew(long now) {
        endsNanos = now + LASTS.toNanos();
    }

    boolean hasEnded(long now) {
        return now - endsNanos >= 0;
    }

    /** Whether the states of this rover can be kept. @param registered those that are not get less room */
    boolean hasRoom(String roverId, boolean registered) {
        synchronized (newest) {
            return newest.containsKey(roverId) || room.fits(registered);
        }
    }

    /** Queues the state of a rover that {@link #hasRoom} for the supervisor, unless it is the one sent last. */
    void queueState(String roverId, FeedingRule.Verdict verdict) {
        synchronized (newest) {
            if (verdict.equals(newest.put(roverId, verdict))) {
                return;
            }
            queue(roverId, verdict);
            count();
        }
        signal();
    }

    /** Keeps only these rovers; for the others queues {@code last}, and forgets what was sent of them. */
    void keepOnly(Set<String> roverIds, FeedingRule.Verdict last) {
        synchronized (newest) {
            for (Iterator<Map.Entry<String, FeedingRule.Verdict>> each = newest.entrySet().iterator(); each.hasNext(); ) {
                Map.Entry<String, FeedingRule.Verdict> entry = each.next();
                if (!roverIds.contains(entry.getKey())) {
                    each.remove();
                    if (!entry.getValue().equals(last)) {
                        queue(entry.getKey(), last);
                    }
                }
            }
            count();
        }
        signal();
    }

    /** The connection is gone: nothing is kept for it. */
    void forget() {
        synchronized (newest) {
            newest.clear();
            waiting.clear();
            count();
        }
    }

    @GuardedBy("newest")
    private void count() {
        int now = newest.size() + waiting.size();
        room.held.addAndGet(now - counted);
        counted = now;
    }

    @GuardedBy("newest")
    private void queue(String roverId, FeedingRule.Verdict verdict) {
        if (waiting.size() >= MOST_WAITING) {
            waiting.pollFirstEntry(); // it keeps naming new rovers, and reads nothing
        }
        waiting.put(roverId, verdict);
    }

    private void signal() {
        Wakeup following = writer;
        if (following != null) {
            following.signal();
        }
    }

    /** A connection takes over: it is sent every state anew. */
    FrameFeed follow() {
        synchronized (newest) {
            waiting.clear();
            waiting.putAll(newest);
            count();
        }
        return new Feed();
    }

    private Frame next() {
        Map.Entry<String, FeedingRule.Verdict> entry;
        synchronized (newest) {
            entry = waiting.pollFirstEntry();
            count();
        }
        if (entry == null) {
            return null;
        }
        return Frame.text(JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("type", "supervision");
            json.writeStringField("rover_id", entry.getKey());
            json.writeStringField("state", entry.getValue().state().name().toLowerCase(Locale.ROOT));
            if (entry.getValue().why().isEmpty()) {
                json.writeNullField("why");
            } else {
                json.writeStringField("why", entry.getValue().why());
            }
            json.writeEndObject();
        }));
    }

    private final class Feed implements FrameFeed {
        @Override
        public Frame next() {
            return Lease.this.next();
        }

        @Override
        public void wake(Wakeup following) {
            writer = following;
        }

        @Override
        public void leave(Wakeup following) {
            if (writer == following) {
                writer = null;
            }
        }
    }
}
