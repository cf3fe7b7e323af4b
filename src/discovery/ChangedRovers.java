package depot.discovery;

import depot.common.broadcast.Wakeup;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The rovers that changed since the feed last asked, each once. Any thread that holds no lock may add one; the feed drains. */
final class ChangedRovers {
    private final ConcurrentLinkedQueue<RosterEntry> changed = new ConcurrentLinkedQueue<>();
    private final AtomicLong version = new AtomicLong();
    private volatile Wakeup listener; // set once, before there are rovers to hear from

    /** Sets what is signalled at every change. */
    void onChange(Wakeup feed) {
        listener = feed;
    }

    void add(RosterEntry entry) {
        version.incrementAndGet();
        addDetail(entry);
    }

    /** A change that only deltas show: lists stay as they are. */
    void addDetail(RosterEntry entry) {
        boolean first;
        synchronized (entry) {
            first = entry.beginPending();
        }
        if (first) {
            changed.add(entry);
            Wakeup feed = listener;
            if (feed != null) {
                feed.signal();
            }
        }
    }

    boolean isEmpty() {
        return changed.isEmpty();
    }

    /** Takes the ids that changed since the last call. */
    Set<String> drain() {
        Set<String> ids = new LinkedHashSet<>();
        RosterEntry entry;
        while ((entry = changed.poll()) != null) {
            synchronized (entry) {
                entry.endPending(); // a change from here on counts anew
            }
            ids.add(entry.id);
        }
        return ids;
    }

    /** Grows with every change that lists show. */
    long version() {
        return version.get();
    }
}
