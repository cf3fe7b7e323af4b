package depot.discovery;

import depot.common.GuardedBy;
import depot.common.broadcast.Broadcaster;
import depot.common.broadcast.Latest;
import depot.common.broadcast.Subscription;
import depot.common.broadcast.Wakeup;
import depot.common.time.Time;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;
import depot.common.websocket.NewestFrames;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns the roster's changes into messages for consoles, as fast as {@link FeedPace} allows; each message is encoded once for all
 * consoles. Whole lists are large, so only the newest is kept; deltas are small, and are kept in a ring that a console may fall behind in.
 *
 * <p>One thread calls {@link #run}; any thread may call the rest.
 */
final class RosterFeed {
    private static final int DELTAS_KEPT = 64;
    private static final long DELTAS_KEPT_BYTES = Math.min(8 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 32);

    private final Roster roster;
    private final RosterList list;
    private final Time time;
    private final Wakeup wakeup = new Wakeup();
    private final Latest<Frame> lists;
    private final Broadcaster<Frame> deltas = Broadcaster.inRounds(DELTAS_KEPT, Frame::length, DELTAS_KEPT_BYTES, Frame::join);
    private final AtomicInteger listConsoles = new AtomicInteger();
    @GuardedBy("deltas") private int deltaConsoles;
    @GuardedBy("lists") private long listVersion; // of the roster, as the newest list shows it
    @GuardedBy("lists") private final FeedPace listPace;
    private final FeedPace deltaPace; // run's, as are the next three
    private boolean deltasWanted;
    private final Set<String> forLists = new LinkedHashSet<>(); // rovers that changed since the last list
    private final Set<String> forDeltas = new LinkedHashSet<>();
    @GuardedBy("deltas") private Snapshot snapshot; // null when there is none, or it would lack something

    /** The whole fleet, with all changes that the deltas up to this number carried. */
    private record Snapshot(long seq, Frame frame) {}

    RosterFeed(Roster roster, RosterList list, Time time) {
        this.roster = roster;
        this.list = list;
        lists = new Latest<>(list.newest().frame());
        this.time = time;
        listPace = new FeedPace(time.nanos());
        deltaPace = new FeedPace(time.nanos());
        roster.onChange(wakeup);
    }

    /** Publishes until interrupted. */
    void run() throws InterruptedException {
        while (true) {
            wakeup.clear();
            long wait = publishDue(time.nanos());
            if (wait < 0) {
                wakeup.await();
            } else if (deltasWanted && forDeltas.isEmpty()) {
                wakeup.await(wait); // for a list; a change would make a delta due earlier
            } else {
                Thread.sleep(Duration.ofNanos(wait)); // a new change need not cut this short: it is merged
            }
        }
    }

    /** Publishes what is due; nanoseconds until something else will be, or -1 when only a change will make it so. */
    long publishDue(long now) {
        takeChanges();
        long wait = -1;
        if (!forDeltas.isEmpty()) {
            wait = deltaPace.due(forDeltas, now) - now;
            if (wait <= 0) {
                publishDelta(now);
                wait = -1;
            }
        }
        long forList = publishListDue(now);
        return wait < 0 || forList >= 0 && forList < wait ? forList : wait;
    }

    private void takeChanges() {
        synchronized (deltas) { // a console that joins gets either the delta or a snapshot made after it
            Set<String> ids = roster.drain();
            deltasWanted = deltaConsoles > 0;
            if (deltasWanted) {
                forDeltas.addAll(ids);
            } else if (!ids.isEmpty() || !forDeltas.isEmpty()) {
                forDeltas.clear();
                snapshot = null; // no console got these changes
            }
            forLists.addAll(ids);
        }
    }

    private void publishDelta(long now) {
        synchronized (deltas) {
            Roster.Changes changes = roster.changes(forDeltas);
            Frame frame = Frame.text(RoverJson.deltaMessage(deltas.end() + 1, changes.changed(), changes.removed()));
            deltas.publish(frame);
            deltaPace.sent(forDeltas, frame.length(), deltaConsoles, now);
            forDeltas.clear();
        }
    }

    /** Nanoseconds until a list will be due, or -1. */
    private long publishListDue(long now) {
        synchronized (lists) {
            if (listConsoles.get() == 0 || !listIsStale()) {
                forLists.clear();
                return -1;
            }
            long wait = listPace.due(forLists, now) - now;
            if (wait > 0) {
                return wait;
            }
            publishList(forLists, now);
            forLists.clear();
            return listIsStale() ? Math.max(1, listPace.mergedAt() - now) : -1;
        }
    }

    @GuardedBy("lists")
    private boolean listIsStale() {
        return listVersion != roster.version();
    }

    @GuardedBy("lists")
    private void publishList(Collection<String> changed, long now) {
        RosterList.Encoded newest = list.newest();
        listVersion = newest.version();
        listPace.sent(changed, newest.frame().length(), listConsoles.get(), now);
        lists.set(newest.frame());
    }

    /** A console's view in list mode: the newest list at once, then each newer one that it is quick enough for. */
    FrameFeed followLists() {
        listConsoles.incrementAndGet();
        synchronized (lists) {
            // a list younger than the interval is made new by run, for all; an older one was not renewed, as no console was there
            long now = time.nanos();
            if (now - listPace.mergedAt() >= 0 && listIsStale()) {
                publishList(Set.of(), now);
            }
        }
        wakeup.signal();
        return new NewestFrames(lists, listConsoles::decrementAndGet);
    }

    /** A console's view in delta mode. */
    FrameFeed followDeltas() {
        synchronized (deltas) {
            deltaConsoles++;
        }
        return new DeltaFeed(this::joinDeltas, this::leaveDeltas);
    }

    private void leaveDeltas() {
        synchronized (deltas) {
            deltaConsoles--;
        }
    }

    /**
     * The whole fleet, and the deltas from there on. The list may show changes that the next deltas tell again. It is
     * made once for all that join at the same number.
     */
    private DeltaFeed.Start joinDeltas() {
        synchronized (deltas) {
            Subscription<Frame> subscription = deltas.subscribe();
            long seq = subscription.cursor();
            if (snapshot == null || snapshot.seq != seq) {
                snapshot = new Snapshot(seq, Frame.text(RoverJson.snapshotMessage(seq, roster.encodedInDetail())));
            }
            return new DeltaFeed.Start(snapshot.frame, subscription);
        }
    }
}
