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
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns the roster's changes into what consoles see. Changes are merged: the first after a quiet time goes out at
 * once, the next no sooner than the interval; each message is encoded once for all consoles. Whole lists are large, so
 * only the newest is kept; deltas are small, and stand in a ring that a console may fall behind in.
 *
 * <p>{@link #run} is one thread's; following is anybody's.
 */
final class RosterFeed {
    /** 20 messages a second at most. */
    static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);
    /** Above this a console gets fewer and larger ones; a list of 10,000 rovers then comes five times a second. */
    static final long BYTES_PER_SECOND = 12_500_000;
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
    private volatile long nextListAt; // written under lists
    private long nextDeltaAt; // run's
    @GuardedBy("deltas") private Snapshot snapshot; // null when there is none, or it would lack something

    /** The whole fleet, with nothing lacking that deltas up to this number told. */
    private record Snapshot(long seq, Frame frame) {}

    RosterFeed(Roster roster, RosterList list, Time time) {
        this.roster = roster;
        this.list = list;
        lists = new Latest<>(list.newest().frame());
        this.time = time;
        nextListAt = time.nanos();
        nextDeltaAt = nextListAt;
        roster.onChange(wakeup);
    }

    /** Publishes until interrupted. */
    void run() throws InterruptedException {
        while (true) {
            wakeup.clear();
            long wait = publishDue(time.nanos());
            if (roster.hasChanges()) {
                Thread.sleep(Duration.ofNanos(Math.max(0, wait))); // a new change need not cut this short: it is merged
            } else if (wait < 0) {
                wakeup.await();
            } else {
                wakeup.await(wait); // for a list; a change would make a delta due earlier
            }
        }
    }

    /** Publishes what is due; nanoseconds until something else will be, or -1 when only a change will make it so. */
    long publishDue(long now) {
        if (now - nextDeltaAt >= 0) {
            publishDelta(now);
        }
        boolean listWanted = listConsoles.get() > 0 && listIsStale();
        if (listWanted && now - nextListAt >= 0) {
            publishList(now);
            listWanted = listIsStale();
        }
        long wait = -1;
        if (roster.hasChanges()) {
            wait = Math.max(1, nextDeltaAt - now);
        }
        if (listWanted) {
            long forList = Math.max(1, nextListAt - now);
            wait = wait < 0 ? forList : Math.min(wait, forList);
        }
        return wait;
    }

    private void publishDelta(long now) {
        int bytes = 0;
        synchronized (deltas) { // a console that joins gets either the delta or a snapshot made after it
            Set<String> ids = roster.drain();
            if (ids.isEmpty()) {
                return;
            }
            if (deltaConsoles > 0) {
                Roster.Changes changes = roster.changes(ids);
                Frame frame = Frame.text(RoverJson.deltaMessage(deltas.end() + 1, changes.changed(), changes.removed()));
                deltas.publish(frame);
                bytes = frame.length();
            } else {
                snapshot = null; // nobody was told of these
            }
        }
        nextDeltaAt = now + interval(bytes);
    }

    private boolean listIsStale() {
        synchronized (lists) {
            return listVersion != roster.version();
        }
    }

    private void publishList(long now) {
        synchronized (lists) {
            RosterList.Encoded newest = list.newest();
            listVersion = newest.version();
            nextListAt = now + interval(newest.frame().length());
            lists.set(newest.frame());
        }
    }

    private static long interval(int bytes) {
        return Math.max(SHORTEST_INTERVAL.toNanos(), bytes * (1_000_000_000L / BYTES_PER_SECOND));
    }

    /** A console's view in list mode: the newest list at once, then each newer one that it is quick enough for. */
    FrameFeed followLists() {
        listConsoles.incrementAndGet();
        synchronized (lists) {
            // a list younger than the interval is made new by run, for all; an older one had nobody to be made for
            long now = time.nanos();
            if (now - nextListAt >= 0 && listIsStale()) {
                publishList(now);
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
     * made once for all who join at the same number.
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
