package depot.dispatch.rover;

import depot.common.time.Time;
import depot.dispatch.model.Report;
import depot.dispatch.model.TaskChange;
import depot.dispatch.store.RoverCancelTable;
import depot.dispatch.store.RoverOrders;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reports of rovers that are not stored yet: of each task the newest progress and the first outcome, and what pongs
 * confirmed. Bounded by number and by bytes, for each link and in all: a link that sends more is not read from until there is room, so
 * that nothing is lost. Thread-safe; one thread takes.
 */
public final class Reports {
    private static final int MAX_WAITING = 50_000;
    /** Of what waits, and once more of what is in hand: together an eighth of the heap. */
    private static final long MAX_BYTES = Runtime.getRuntime().maxMemory() / 16;
    /** Of one link, waiting and in hand together: a hundred reports without an error text, where an honest rover has one or two. */
    static final int MAX_LINK_BYTES = 64 * 1024;
    /**
     * Reports that no caller waits for, mostly progress, are gathered for this long and written together. Anything else is written at
     * once, with all that was gathered.
     */
    private static final Duration GATHER = Duration.ofMillis(80);
    /** A link that waits for room looks this often whether it is still open. */
    private static final Duration LINK_LOOKS = Duration.ofSeconds(1);

    private final Time time;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final Condition room = lock.newCondition(); // there is more of it
    private ReportBatch waiting = new ReportBatch(); // guarded by lock, as is all below
    private ReportBatch inHand = new ReportBatch(); // taken by the writer, and not stored yet
    private boolean urgent;
    private boolean ending;
    private long firstAt;
    private long takenAt;
    private long heard; // progress reports
    private volatile ProgressListener listener = ProgressListener.NONE;

    public Reports(Time time) {
        this(time, MAX_BYTES);
    }

    /** @param maxBytes that may wait, beside what is in hand */
    Reports(Time time, long maxBytes) {
        this.time = time;
        this.maxBytes = maxBytes;
    }

    /** Calls the listener with progress as it is heard. At start only. */
    public void listen(ProgressListener progressListener) {
        listener = progressListener;
    }

    /** What a batch has of progress is stored, or was refused. */
    void settled(ReportBatch batch) {
        if (!batch.progress.isEmpty()) {
            Map<UUID, Long> numbers = new HashMap<>();
            batch.progress.forEach((key, entry) -> numbers.merge(key.task(), entry.number(), Math::max));
            listener.settled(numbers);
        }
    }

    /**
     * Takes progress of a rover; older progress of the same task is dropped. The first report of a run makes the task active, so it is
     * stored at once.
     */
    void progress(RoverLink link, UUID task, Report report) throws InterruptedException {
        ReportBatch.Key key = new ReportBatch.Key(link.rover(), task);
        lock.lock();
        try {
            awaitRoom(link);
            Integer attempt = link.attemptOf(task);
            ReportBatch.Entry outcome = waiting.outcomes.get(key);
            if (outcome != null && outcome.sameAttempt(attempt)) {
                return; // a complete may overtake the last progress
            }
            ReportBatch.Entry before = waiting.progress.get(key);
            long number = ++heard;
            waiting.putProgress(key, new ReportBatch.Entry(link, TaskChange.progress(task, link.rover(), report), attempt,
                    before == null ? time.nanos() : before.atNanos(), number));
            if (link.isOfLastRun(task, attempt)) { // before it can be stored, or it would be shown over what is stored for good
                listener.heard(task, link.rover(), report, number);
            }
            announce(link.begins(task, attempt));
        } finally {
            lock.unlock();
        }
    }

    /** A rover has finished, or failed; said again, it changes nothing. */
    void outcome(RoverLink link, TaskChange change) throws InterruptedException {
        lock.lock();
        try {
            awaitRoom(link);
            ReportBatch.Key key = new ReportBatch.Key(link.rover(), change.id());
            ReportBatch.Entry before = waiting.outcomes.get(key);
            Integer attempt = link.attemptOf(change.id());
            link.finished(change.id(), attempt);
            // of an older attempt it no longer counts; said again on a newer link, that one gets the answer
            boolean first = before == null || !before.sameAttempt(attempt);
            if (first || before.link() != link) {
                waiting.putOutcome(key, new ReportBatch.Entry(link, first ? change : before.said(), attempt, first
                        ? time.nanos() : before.atNanos(), 0));
            }
            announce(true);
        } finally {
            lock.unlock();
        }
    }

    // no bound on the next three: each stands for a message or a link of ours, of which there are few

    void taskConfirmed(RoverLink link, RoverLink.Sent.Task sent) {
        lock.lock();
        try {
            // nothing is decided by it: it goes with the next write, or by itself when none comes
            waiting.tasks.add(new RoverOrders.Confirmed(sent.task(), sent.attempt()));
            announce(false);
        } finally {
            lock.unlock();
        }
    }

    void cancelConfirmed(RoverLink link, UUID task) {
        lock.lock();
        try {
            waiting.cancels.add(new RoverCancelTable.Cancel(link.rover(), task));
            announce(true);
        } finally {
            lock.unlock();
        }
    }

    /** A link that has a number has ended: nothing more is heard on it. */
    void ended(RoverLink link) {
        lock.lock();
        try {
            waiting.ended.add(link.number());
            announce(true); // another process may wait for that
        } finally {
            lock.unlock();
        }
    }

    /** When the oldest of what must not be lost came; empty where all is stored. */
    OptionalLong oldestNanos() {
        lock.lock();
        try {
            if (inHand.size() > 0) {
                return OptionalLong.of(takenAt);
            }
            return waiting.size() > 0 ? OptionalLong.of(firstAt) : OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Numbers of links that have ended, as is not stored yet. */
    Set<Long> endedUnstored() {
        lock.lock();
        try {
            Set<Long> links = new HashSet<>(waiting.ended);
            links.addAll(inHand.ended);
            return links;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a report waits that came on a link which has no number yet: no other process can know that it waits. */
    public boolean holdsUnnumbered() {
        lock.lock();
        try {
            return waiting.hasUnnumbered() || inHand.hasUnnumbered();
        } finally {
            lock.unlock();
        }
    }

    /** What an earlier process heard and kept: it goes before all else. */
    void kept(ReportBatch batch) {
        lock.lock();
        try {
            waiting.addOlder(batch);
            announce(true);
        } finally {
            lock.unlock();
        }
    }

    /** Writes to the spool what waits or is being stored, and is not on the disk yet; with {@code all} also what may be lost. */
    void spool(Spool spool, boolean all) throws IOException {
        ReportBatch taken;
        ReportBatch rest = new ReportBatch();
        lock.lock();
        try {
            taken = inHand;
            rest.addOlder(waiting);
        } finally {
            lock.unlock(); // a disk that hangs is to hold up no rover
        }
        spool.add(taken, all);
        spool.add(rest, all);
        spool.force();
    }

    /**
     * Whether something that this rover said, or confirmed, is not stored yet: until it is, what the database holds for
     * the rover is old, and nothing may be decided by it.
     */
    boolean holds(String rover) {
        lock.lock();
        try {
            return waiting.rovers.contains(rover) || inHand.rovers.contains(rover);
        } finally {
            lock.unlock();
        }
    }

    /** A link that ends while it waits for its own share is not held: the one report that it has in hand is taken beyond that. */
    private void awaitRoom(RoverLink link) throws InterruptedException {
        while (!ending && (isFull() || hasItsShare(link) && link.isOpen())) {
            room.await(LINK_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean isFull() {
        return waiting.size() >= MAX_WAITING || waiting.bytes() >= maxBytes;
    }

    private boolean hasItsShare(RoverLink link) {
        return waiting.bytesOf(link) + inHand.bytesOf(link) >= MAX_LINK_BYTES;
    }

    private void announce(boolean now) {
        if (waiting.size() == 1) {
            firstAt = time.nanos();
        }
        urgent |= now;
        came.signal();
    }

    /** How many wait, those being written aside. */
    public int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** What waits, once there is something: progress is gathered a little, the rest is given at once. Null at the end. */
    ReportBatch take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.size() == 0) {
                if (ending) {
                    return null;
                }
                came.await();
            }
            long left = firstAt + GATHER.toNanos() - time.nanos();
            while (!urgent && !ending && left > 0) {
                left = came.awaitNanos(left);
            }
            ReportBatch batch = waiting;
            inHand = batch;
            takenAt = firstAt;
            waiting = new ReportBatch();
            urgent = false;
            room.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** What was taken last is stored, or given up. */
    void stored() {
        lock.lock();
        inHand = new ReportBatch();
        room.signalAll(); // for links that had their share in it
        lock.unlock();
    }

    /** How many were taken and are not stored. */
    int inHand() {
        lock.lock();
        try {
            return inHand.size();
        } finally {
            lock.unlock();
        }
    }

    /** No more is waited for: what waits is taken, and then nothing. */
    void end() {
        lock.lock();
        ending = true;
        came.signalAll();
        room.signalAll();
        lock.unlock();
    }
}
