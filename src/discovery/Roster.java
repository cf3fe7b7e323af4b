package depot.discovery;

import depot.common.broadcast.Wakeup;
import depot.common.lifecycle.Time;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The rovers of the fleet, and which of them changed since the feed last asked. Thread-safe; a rover's changes take
 * turns under a lock of its own, and nobody is called while one is held.
 */
final class Roster {
    /** What became of a registration. */
    enum Registered { NEW, CHANGED, KNOWN, FULL }

    /** One rover's place. Its fields are written under its own lock. */
    static final class Entry {
        final String id;
        private volatile Rover rover;
        private volatile long heardNanos;
        private boolean watched; // stands in the offline watch
        private boolean pending; // stands in changed
        private boolean removed;
        private volatile Encoded encoded; // written by whoever needs it first

        private Entry(Rover rover, long heardNanos) {
            this.id = rover.id();
            this.rover = rover;
            this.heardNanos = heardNanos;
        }

        Rover rover() {
            return rover;
        }

        private byte[] json() {
            Rover now = rover;
            Encoded known = encoded;
            if (known == null || known.rover != now) {
                known = new Encoded(now, RoverJson.encode(now));
                encoded = known;
            }
            return known.json;
        }
    }

    private record Encoded(Rover rover, byte[] json) {}

    /** Rovers that changed and ids that are gone, each once. */
    record Changes(List<byte[]> changed, List<String> removed) {}

    private final Time time;
    private final int maxRovers;
    private final OfflineWatch watch;
    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger(); // exact, and cheaper to ask than the map
    private final ConcurrentLinkedQueue<Entry> changed = new ConcurrentLinkedQueue<>();
    private final AtomicLong version = new AtomicLong();
    private final AtomicLong membership = new AtomicLong();
    private volatile Wakeup listener; // set once, before there are rovers to hear from
    private volatile Sorted sorted = new Sorted(-1, new Entry[0]);

    private record Sorted(long membership, Entry[] entries) {}

    Roster(Time time, int maxRovers, OfflineWatch watch) {
        this.time = time;
        this.maxRovers = maxRovers;
        this.watch = watch;
    }

    /** Who is signalled at every change. */
    void onChange(Wakeup feed) {
        listener = feed;
    }

    /** Puts back a rover as it was before a restart; it has until the offline deadline to say more. */
    void restore(Rover rover) {
        Entry entry = new Entry(rover, time.nanos());
        if (entries.putIfAbsent(rover.id(), entry) == null) {
            size.incrementAndGet();
            membership.incrementAndGet();
            synchronized (entry) {
                watchIfOnline(entry);
            }
            tell(entry);
        }
    }

    Registered register(Registration registration) {
        Rover rover = registration.rover(time.millis());
        while (true) {
            Entry entry = entries.get(rover.id());
            if (entry == null) {
                if (size.incrementAndGet() > maxRovers) {
                    size.decrementAndGet();
                    return Registered.FULL;
                }
                Entry fresh = new Entry(rover, time.nanos());
                if (entries.putIfAbsent(rover.id(), fresh) != null) {
                    size.decrementAndGet();
                    continue;
                }
                membership.incrementAndGet();
                synchronized (fresh) {
                    watchIfOnline(fresh);
                }
                tell(fresh);
                return Registered.NEW;
            }
            Rover before = entry.rover;
            if (update(entry, known -> rover)) {
                return rover.sameIdentity(before) ? Registered.KNOWN : Registered.CHANGED;
            }
            // it was forgotten in between: once more, as a new one
        }
    }

    /** Whether the rover is registered; only then does the heartbeat count. */
    boolean heartbeat(String id, Heartbeat heartbeat) {
        Entry entry = entries.get(id);
        return entry != null && update(entry, rover -> rover.heard(heartbeat, time.millis()));
    }

    private boolean update(Entry entry, java.util.function.UnaryOperator<Rover> change) {
        synchronized (entry) {
            if (entry.removed) {
                return false;
            }
            entry.rover = change.apply(entry.rover);
            entry.heardNanos = time.nanos();
            watchIfOnline(entry);
        }
        tell(entry);
        return true;
    }

    private void watchIfOnline(Entry entry) {
        if (!entry.watched && entry.rover.online()) {
            entry.watched = true;
            watch.add(entry, entry.heardNanos);
        }
    }

    /**
     * The watch's question when a rover's deadline is due.
     *
     * @return when it was last heard, if that is too recent to be offline; empty when it need not be watched now
     */
    Optional<Long> offlineUnlessHeardSince(Entry entry, long nanos) {
        synchronized (entry) {
            if (!entry.removed && entry.heardNanos - nanos > 0) {
                return Optional.of(entry.heardNanos);
            }
            entry.watched = false;
            if (entry.removed || !entry.rover.online()) {
                return Optional.empty();
            }
            entry.rover = entry.rover.offline();
        }
        tell(entry);
        return Optional.empty();
    }

    /** Whether there was such a rover. */
    boolean forget(String id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return false;
        }
        synchronized (entry) {
            if (entry.removed) {
                return false;
            }
            entry.removed = true;
            entries.remove(id, entry);
        }
        size.decrementAndGet();
        membership.incrementAndGet();
        tell(entry);
        return true;
    }

    private void tell(Entry entry) {
        version.incrementAndGet();
        boolean first;
        synchronized (entry) {
            first = !entry.pending;
            entry.pending = true;
        }
        if (first) {
            changed.add(entry);
            Wakeup feed = listener;
            if (feed != null) {
                feed.signal();
            }
        }
    }

    /** Whether there is something to {@link #drain}. */
    boolean hasChanges() {
        return !changed.isEmpty();
    }

    /** Takes the ids that changed since the last call. Only the feed calls this. */
    Set<String> drain() {
        Set<String> ids = new LinkedHashSet<>();
        Entry entry;
        while ((entry = changed.poll()) != null) {
            synchronized (entry) {
                entry.pending = false; // a change from here on counts anew
            }
            ids.add(entry.id);
        }
        return ids;
    }

    /** How these rovers are now. */
    Changes changes(Set<String> ids) {
        List<byte[]> present = new ArrayList<>(ids.size());
        List<String> gone = new ArrayList<>();
        for (String id : ids) {
            Entry entry = entries.get(id);
            if (entry == null) {
                gone.add(id);
            } else {
                present.add(entry.json());
            }
        }
        return new Changes(present, gone);
    }

    /** All rovers by id, encoded. */
    List<byte[]> encoded() {
        Entry[] all = sorted();
        List<byte[]> list = new ArrayList<>(all.length);
        for (Entry entry : all) {
            list.add(entry.json());
        }
        return list;
    }

    /** All rovers by id. */
    List<Rover> rovers() {
        return Arrays.stream(sorted()).map(Entry::rover).toList();
    }

    private Entry[] sorted() {
        long now = membership.get(); // before the map is read: a later newcomer makes this stale, never wrong
        Sorted known = sorted;
        if (known.membership != now) {
            Collection<Entry> all = entries.values();
            Entry[] array = all.toArray(new Entry[0]);
            Arrays.sort(array, Comparator.comparing((Entry e) -> e.id));
            known = new Sorted(now, array);
            sorted = known;
        }
        return known.entries;
    }

    /** Grows with every change. */
    long version() {
        return version.get();
    }

    int size() {
        return size.get();
    }
}
