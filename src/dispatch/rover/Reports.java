package depot.dispatch.rover;

import depot.common.lifecycle.Time;
import depot.dispatch.task.Report;
import depot.dispatch.task.TaskChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    private Batch waiting = new Batch(); // guarded by lock, as is all below
    private boolean urgent;
    private boolean ending;
    private long firstAt;

    /** Of which task of which rover it is. */
    record Key(String rover, UUID task) {}

    /** One report; {@code atNanos} is when the first of those that it stands for came. */
    record Entry(RoverLink link, TaskChange change, long atNanos) {}

    record Confirmed(RoverLink link, UUID task) {}

    /** What is stored together. */
    static final class Batch {
        final Map<Key, Entry> progress = new LinkedHashMap<>();
        final Map<Key, Entry> outcomes = new LinkedHashMap<>();
        final Set<Confirmed> tasks = new LinkedHashSet<>();
        final Set<Confirmed> cancels = new LinkedHashSet<>();

        int size() {
            return progress.size() + outcomes.size() + tasks.size() + cancels.size();
        }

        /** The same, each in a batch of its own. */
        List<Batch> singly() {
            List<Batch> singly = new ArrayList<>(size());
            tasks.forEach(each -> add(singly).tasks.add(each));
            cancels.forEach(each -> add(singly).cancels.add(each));
            progress.forEach((key, entry) -> add(singly).progress.put(key, entry));
            outcomes.forEach((key, entry) -> add(singly).outcomes.put(key, entry));
            return singly;
        }

        private static Batch add(List<Batch> batches) {
            batches.add(new Batch());
            return batches.getLast();
        }
    }

    public Reports(Time time) {
        this.time = time;
    }

    /** A rover has come on; what is older of the same task is forgotten. */
    void progress(RoverLink link, UUID task, Report report) throws InterruptedException {
        Key key = new Key(link.rover(), task);
        lock.lock();
        try {
            awaitRoom();
            if (waiting.outcomes.containsKey(key)) {
                return; // a complete may overtake the last progress
            }
            Entry before = waiting.progress.get(key);
            waiting.progress.put(key, new Entry(link, TaskChange.progress(task, link.rover(), report), before == null ? time.nanos() : before.atNanos));
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
            Key key = new Key(link.rover(), change.id());
            Entry before = waiting.outcomes.get(key);
            // said again on a newer link, that one gets the answer
            waiting.outcomes.put(key, before == null ? new Entry(link, change, time.nanos()) : new Entry(link, before.change, before.atNanos));
            announce(true);
        } finally {
            lock.unlock();
        }
    }

    void taskConfirmed(RoverLink link, UUID task) {
        confirmed(new Confirmed(link, task), true);
    }

    void cancelConfirmed(RoverLink link, UUID task) {
        confirmed(new Confirmed(link, task), false);
    }

    private void confirmed(Confirmed confirmed, boolean task) {
        lock.lock();
        try {
            // no bound: each stands for a message of ours, of which there are few on a link
            (task ? waiting.tasks : waiting.cancels).add(confirmed);
            announce(true);
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
    Batch take() throws InterruptedException {
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
            Batch batch = waiting;
            waiting = new Batch();
            urgent = false;
            taken.signalAll();
            return batch;
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

    /** The change entries of a map, as a list. */
    static List<TaskChange> changes(Map<Key, Entry> entries) {
        List<TaskChange> changes = new ArrayList<>(entries.size());
        entries.values().forEach(entry -> changes.add(entry.change));
        return changes;
    }
}
