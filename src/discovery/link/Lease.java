package depot.discovery.link;

import depot.common.broadcast.Wakeup;
import depot.common.json.JsonText;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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
    private final Map<String, FeedingRule.Verdict> newest = new HashMap<>(); // of the rovers named; guarded by itself
    private final LinkedHashMap<String, FeedingRule.Verdict> waiting = new LinkedHashMap<>(); // guarded by newest
    private volatile Wakeup writer; // of the connection that follows
    private long endsNanos;

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

    /** Queues the state of a rover for the supervisor, unless it is the one sent last. */
    void queueState(String roverId, FeedingRule.Verdict verdict) {
        synchronized (newest) {
            if (verdict.equals(newest.put(roverId, verdict))) {
                return;
            }
            queue(roverId, verdict);
        }
        signal();
    }

    /** Keeps only these rovers; for the others queues {@code last}, and forgets what was sent of them. */
    void keepOnly(Set<String> roverIds, FeedingRule.Verdict last) {
        synchronized (newest) {
            newest.entrySet().removeIf(entry -> {
                boolean gone = !roverIds.contains(entry.getKey());
                if (gone && !entry.getValue().equals(last)) {
                    queue(entry.getKey(), last);
                }
                return gone;
            });
        }
        signal();
    }

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
        }
        return new Feed();
    }

    private Frame next() {
        Map.Entry<String, FeedingRule.Verdict> entry;
        synchronized (newest) {
            entry = waiting.pollFirstEntry();
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
