package depot.dispatch.rover;

import depot.common.time.Time;
import depot.dispatch.task.Report;
import depot.dispatch.task.TaskChange;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What rovers said and is not stored yet: of each task the newest progress and the first outcome, and what pongs
 * confirmed. Bounded: a rover that says more waits, and is not read from meanwhile. Thread-safe; one thread takes.
 */
public final class Reports {
    private static final int MAX_WAITING = 50_000;
    /** Progress waits this long for more of it to be written together; anything else goes at once. */
    private static final Duration GATHER = Duration.ofMillis(80);

    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final Condition taken = lock.newCondition();
    private ReportBatch waiting = new ReportBatch(); // guarded by lock, as is all below
    private ReportBatch inHand = new ReportBatch(); // taken, and not said to be stored
    private boolean urgent;
    private boolean ending;
    private long firstAt;

    public Reports(Time time) {
        this.time = time;
    }

    /** A rover has come on; what is older of the same task is forgotten. */
    void progress(RoverLink link, UUID task, Report report) throws InterruptedException {
        ReportBatch.Key key = new ReportBatch.Key(link.rover(), task);
        lock.lock();
        try {
            awaitRoom();
            if (waiting.outcomes.containsKey(key)) {
                return; // a complete may overtake the last progress
            }
            ReportBatch.Entry before = waiting.progress.get(key);
            waiting.rovers.add(link.rover());
            waiting.progress.put(key, new ReportBatch.Entry(link, TaskChange.progress(task, link.rover(), report), before == null ? time.nanos() : before.atNanos()));
            announce(false);
        } finally {
            lock.unlock();
        }
    }

    /** A rover has finished, or failed; said again, it changes nothing. */
    void outcome(RoverLink link, TaskChange change) throws InterruptedException {
        lock.lock();
        try {
            awaitRoom();
            ReportBatch.Key key = new ReportBatch.Key(link.rover(), change.id());
            ReportBatch.Entry before = waiting.outcomes.get(key);
            waiting.rovers.add(link.rover());
            // said again on a newer link, that one gets the answer
            waiting.outcomes.put(key, before == null ? new ReportBatch.Entry(link, change, time.nanos()) : new ReportBatch.Entry(link, before.change(), before.atNanos()));
            announce(true);
        } finally {
            lock.unlock();
        }
    }

    void taskConfirmed(RoverLink link, UUID task) {
        lock.lock();
        try {
            waiting.rovers.add(link.rover());
            confirmed(waiting.tasks, new ReportBatch.Confirmed(link, task));
        } finally {
            lock.unlock();
        }
    }

    void cancelConfirmed(RoverLink link, UUID task) {
        lock.lock();
        try {
            confirmed(waiting.cancels, new ReportBatch.Confirmed(link, task));
        } finally {
            lock.unlock();
        }
    }

    private void confirmed(Set<ReportBatch.Confirmed> to, ReportBatch.Confirmed confirmed) {
        // no bound: each stands for a message of ours, of which there are few on a link
        to.add(confirmed);
        announce(true);
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

    private void awaitRoom() throws InterruptedException {
        while (waiting.size() >= MAX_WAITING && !ending) {
            taken.await();
        }
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
            waiting = new ReportBatch();
            urgent = false;
            taken.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** What was taken last is stored, or given up. */
    void stored() {
        lock.lock();
        inHand = new ReportBatch();
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
        taken.signalAll();
        lock.unlock();
    }
}
