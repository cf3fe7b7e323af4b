package depot.discovery;

import depot.common.broadcast.Wakeup;
import depot.common.time.Time;
import depot.discovery.link.LinkState;
import depot.discovery.link.RoverFrame;
import depot.discovery.link.RoverLinks;
import depot.discovery.registry.RoverUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The rovers of the fleet, and which of them changed since the feed last asked. Thread-safe; a rover's changes take
 * turns under a lock of its own, and no listener is called while one is held.
 */
final class Roster {
    /** The outcome of a registration. */
    enum Registered { NEW, CHANGED, KNOWN, FULL }

    /** Rovers that changed and ids that are gone, each once. */
    record Changes(List<byte[]> changed, List<String> removed) {}

    /** A rover, and since when it is online, or was last, by the steady clock. */
    record Known(Rover rover, long onlineSinceNanos) {}

    private final Time time;
    private final int maxRovers;
    private final OfflineWatch watch;
    private final ConcurrentHashMap<String, RosterEntry> entries = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger(); // exact, and cheaper to ask than the map
    private final ChangedRovers changed = new ChangedRovers();
    private final AtomicLong membership = new AtomicLong();
    private volatile Sorted sorted = new Sorted(-1, new RosterEntry[0]);

    private volatile Presence presence = (id, newlyThere) -> { }; // set once, before there are rovers

    private volatile Sharing sharing = Sharing.NONE; // likewise

    /** Passes changes on to the other discoveries of a shared registry. Called by any thread, no lock held; must be quick. */
    interface Sharing {
        Sharing NONE = new Sharing() {
            @Override
            public void said(String roverId) { }

            @Override
            public void linked(String roverId) { }

            @Override
            public boolean isHeldHere(String roverId, boolean here) {
                return true;
            }
        };

        /** A rover said something to this process. */
        void said(String roverId);

        /** Its own link, as it is here, has changed. */
        void linked(String roverId);

        /** Whether this process is to hold its link. @param here whether this process heard its last message itself */
        boolean isHeldHere(String roverId, boolean here);
    }

    /** Listens for rovers that come, go and move. */
    @FunctionalInterface
    interface Presence {
        /**
         * Called by any thread, no lock held, in no order: ask the roster for the rover's state.
         *
         * @param newlyThere whether it just registered, or came back online
         */
        void changed(String roverId, boolean newlyThere);
    }

    private record Sorted(long membership, RosterEntry[] entries) {}

    Roster(Time time, int maxRovers, OfflineWatch watch) {
        this.time = time;
        this.maxRovers = maxRovers;
        this.watch = watch;
    }

    /** Sets what is signalled at every change. */
    void onChange(Wakeup feed) {
        changed.onChange(feed);
    }

    /** Sets the listener for rovers that come, go and move. */
    void onPresence(Presence listener) {
        presence = listener;
    }

    /** Sets what passes changes on to other discoveries. */
    void shareBy(Sharing sharer) {
        sharing = sharer;
    }

    /** Puts back a rover as it was before a restart; it has until the offline deadline to say more. */
    void restore(Rover rover) {
        RosterEntry entry = new RosterEntry(rover, time.nanos(), true);
        if (entries.putIfAbsent(rover.id(), entry) == null) {
            size.incrementAndGet();
            added(entry);
        }
    }

    private void added(RosterEntry entry) {
        membership.incrementAndGet();
        synchronized (entry) {
            watchIfOnline(entry);
        }
        changed.add(entry);
        presence.changed(entry.id, true);
    }

    Registered register(Registration registration) {
        Rover rover = registration.rover(time.millis());
        while (true) {
            RosterEntry entry = entries.get(rover.id());
            if (entry == null) {
                if (size.incrementAndGet() > maxRovers) {
                    size.decrementAndGet();
                    return Registered.FULL;
                }
                RosterEntry fresh = new RosterEntry(rover, time.nanos(), false);
                if (entries.putIfAbsent(rover.id(), fresh) != null) {
                    size.decrementAndGet();
                    continue;
                }
                added(fresh);
                sharing.said(rover.id());
                return Registered.NEW;
            }
            Rover before = entry.rover();
            if (update(entry, known -> rover, registration.state().pose())) {
                presence.changed(rover.id(), true);
                return rover.sameIdentity(before) ? Registered.KNOWN : Registered.CHANGED;
            }
            // it was forgotten in between: once more, as a new one
        }
    }

    /** Whether the rover is registered; only then does the heartbeat count. */
    boolean heartbeat(String id, Heartbeat heartbeat) {
        RosterEntry entry = entries.get(id);
        return entry != null && update(entry, rover -> rover.heard(heartbeat, time.millis()), heartbeat.pose());
    }

    /**
     * Changes a rover's details, which plain lists do not show.
     *
     * @param change called under the rover's lock: it must be quick, and call no other part; an equal result is no change
     * @return whether the rover is registered
     */
    boolean detail(String id, UnaryOperator<RoverDetail> change) {
        RosterEntry entry = entries.get(id);
        if (entry == null) {
            return false;
        }
        boolean differs;
        synchronized (entry) {
            differs = entry.changeDetail(change);
        }
        if (differs) {
            changed.addDetail(entry);
        }
        return true;
    }

    private boolean update(RosterEntry entry, UnaryOperator<Rover> change, Optional<Pose> reported) {
        boolean back;
        boolean moved;
        synchronized (entry) {
            back = !entry.rover().online();
            moved = !entry.isHere();
            if (!entry.hear(change, reported, time.nanos())) {
                return false;
            }
            watchIfOnline(entry);
        }
        changed.add(entry);
        sharing.said(entry.id);
        if (back || moved) {
            presence.changed(entry.id, back);
        }
        return true;
    }

    /** Takes the state of a rover's own link. @param newest empty while the link is not up */
    void linked(String id, LinkState state, Optional<RoverFrame> newest) {
        RosterEntry entry = entries.get(id);
        if (entry == null) {
            return;
        }
        boolean shown;
        boolean detailed;
        boolean news;
        RoverUpdate.Link reported = new RoverUpdate.Link(state, newest);
        synchronized (entry) {
            news = !reported.saysTheSame(entry.link());
            shown = entry.linked(reported);
            detailed = entry.changeDetail(detail -> LinkDetail.in(detail, entry.shownLink()));
        }
        addLinkChange(entry, shown, detailed);
        if (news) {
            sharing.linked(id);
        }
    }

    private void addLinkChange(RosterEntry entry, boolean shown, boolean detailed) {
        if (shown) {
            changed.add(entry);
        } else if (detailed) {
            changed.addDetail(entry);
        }
    }

    // what other processes send

    /** Takes a rover's registration from the registry; also where this process knows it under another name or address. */
    void adopt(depot.discovery.registry.Registered registered) {
        RosterEntry entry = entries.get(registered.id());
        if (entry == null) {
            if (size.get() >= maxRovers) {
                return; // it is the registry's limit, too: some process was quicker
            }
            Rover rover = new Rover(registered.id(), registered.name(), registered.address(), registered.videoAddress(), false, 0, 0,
                    Pose.ORIGIN, registered.sinceMillis());
            restore(rover);
            return;
        }
        boolean renamed;
        synchronized (entry) {
            renamed = entry.rename(registered);
        }
        if (renamed) {
            changed.add(entry);
            presence.changed(entry.id, false);
        }
    }

    /** Takes another discovery's update. @param now whether it came without delay, so that the age in it is right */
    void heardElsewhere(UUID process, RoverUpdate update, boolean now) {
        RosterEntry entry = entries.get(update.id());
        if (entry == null) {
            return;
        }
        boolean back;
        boolean said;
        boolean shown = false;
        boolean detailed = false;
        boolean moved = false;
        synchronized (entry) {
            back = !entry.rover().online();
            said = now && update.heard().isPresent() && entry.hearElsewhere(update.heard().get(), time.nanos());
            back &= said;
            if (said) {
                watchIfOnline(entry);
            }
            if (update.link().isPresent()) {
                boolean wasUp = entry.isUpElsewhere();
                shown = entry.linkedElsewhere(process, update.link().get());
                detailed = entry.changeDetail(detail -> LinkDetail.in(detail, entry.shownLink()));
                moved = wasUp != entry.isUpElsewhere();
            }
        }
        addLinkChange(entry, said || shown, detailed);
        if (back || moved) {
            presence.changed(entry.id, back);
        }
    }

    /** Decides anew which links this process holds, and drops what processes that have ended reported of links. */
    void holdersChanged(Predicate<UUID> living) {
        for (RosterEntry entry : sorted()) {
            boolean shown;
            boolean detailed;
            synchronized (entry) {
                UUID by = entry.linkedBy();
                boolean gone = by != null && !living.test(by);
                shown = gone && entry.linkedElsewhere(by, null);
                detailed = gone && entry.shownLink() != null
                        && entry.changeDetail(detail -> LinkDetail.in(detail, entry.shownLink()));
            }
            addLinkChange(entry, shown, detailed);
            presence.changed(entry.id, false);
        }
    }

    /** The update for other discoveries. @param said whether with its last message. @param linkToo whether with the state of its link */
    Optional<RoverUpdate> currentUpdate(String id, boolean said, boolean linkToo) {
        RosterEntry entry = entries.get(id);
        if (entry == null) {
            return Optional.empty();
        }
        synchronized (entry) {
            return entry.currentUpdate(said, linkToo, time.nanos());
        }
    }

    /** Where a rover's own link is, whether the rover is online, and whether this process is to hold the link. */
    Optional<RoverLinks.Known> whereabouts(String id) {
        return Optional.ofNullable(entries.get(id)).map(entry -> {
            Rover rover = entry.rover();
            boolean ours = sharing.isHeldHere(id, entry.isHere());
            if (!ours) {
                synchronized (entry) {
                    ours = entry.isUpHereAlone();
                }
            }
            return new RoverLinks.Known(rover.address(), rover.online(), ours);
        });
    }

    private void watchIfOnline(RosterEntry entry) {
        if (entry.isToBeWatched()) {
            entry.watched(watch.add(entry, entry.heardNanos()));
        }
    }

    /** A rover's deadline is due: it is offline, or is watched on if it was heard since then. */
    void offlineUnlessHeardSince(RosterEntry entry, long nanos) {
        synchronized (entry) {
            entry.watched(null);
            if (entry.heardNanos() - nanos > 0) {
                watchIfOnline(entry);
                return;
            }
            if (entry.isRemoved() || !entry.rover().online()) {
                return;
            }
            entry.goOffline();
        }
        changed.add(entry);
        presence.changed(entry.id, false);
    }

    /** Whether there was such a rover. */
    boolean forget(String id) {
        RosterEntry entry = entries.get(id);
        if (entry == null) {
            return false;
        }
        synchronized (entry) {
            if (!entry.remove()) {
                return false;
            }
            entries.remove(id, entry);
            if (entry.deadline() != null) {
                watch.remove(entry.deadline());
                entry.watched(null);
            }
        }
        size.decrementAndGet();
        membership.incrementAndGet();
        changed.add(entry);
        presence.changed(id, false);
        return true;
    }

    /** Whether there is something to {@link #drain}. */
    boolean hasChanges() {
        return !changed.isEmpty();
    }

    /** Takes the ids that changed since the last call. Only the feed calls this. */
    Set<String> drain() {
        return changed.drain();
    }

    /** How these rovers are now, in detail. */
    Changes changes(Set<String> ids) {
        List<byte[]> present = new ArrayList<>(ids.size());
        List<String> gone = new ArrayList<>();
        for (String id : ids) {
            RosterEntry entry = entries.get(id);
            if (entry == null) {
                gone.add(id);
            } else {
                present.add(entry.detailedJson());
            }
        }
        return new Changes(present, gone);
    }

    /** All rovers by id, encoded. */
    List<byte[]> encoded() {
        return encoded(RosterEntry::json);
    }

    /** As {@link #encoded()}, with the details that only some clients ask for. */
    List<byte[]> encodedInDetail() {
        return encoded(RosterEntry::detailedJson);
    }

    private List<byte[]> encoded(Function<RosterEntry, byte[]> encoding) {
        RosterEntry[] all = sorted();
        List<byte[]> list = new ArrayList<>(all.length);
        for (RosterEntry entry : all) {
            list.add(encoding.apply(entry));
        }
        return list;
    }

    boolean has(String id) {
        return entries.containsKey(id);
    }

    /** All rovers by id, each with since when it is, or was last, online. */
    List<Known> known() {
        return Arrays.stream(sorted()).map(RosterEntry::known).toList();
    }

    /** All rovers by id. */
    List<Rover> rovers() {
        return Arrays.stream(sorted()).map(RosterEntry::rover).toList();
    }

    private RosterEntry[] sorted() {
        long now = membership.get(); // before the map is read: a later newcomer makes this stale, never wrong
        Sorted known = sorted;
        if (known.membership != now) {
            Collection<RosterEntry> all = entries.values();
            RosterEntry[] array = all.toArray(new RosterEntry[0]);
            Arrays.sort(array, Comparator.comparing((RosterEntry e) -> e.id));
            known = new Sorted(now, array);
            sorted = known;
        }
        return known.entries;
    }

    /** Grows with every change that lists show. */
    long version() {
        return changed.version();
    }

    int size() {
        return size.get();
    }
}
