package depot.discovery;

import depot.common.time.Time;
import java.time.Duration;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * Finds rovers that have fallen silent. Each online rover is in the queue once, with the deadline that it had when it was
 * put in. It is checked only when that is due, and put back if it was heard since. So a heartbeat costs nothing here, and
 * each rover is checked once in ten seconds, not the whole fleet every second. One that is forgotten is taken out, so that
 * the queue is never longer than the roster.
 *
 * <p>Any thread may call {@link #add} and {@link #remove}; one thread calls {@link #run}.
 */
final class OfflineWatch {
    static final Duration OFFLINE_AFTER = Duration.ofSeconds(10);
    // a deadline checked this late passed while the process stood still: what rovers said meanwhile is yet to be read
    private static final Duration STANDSTILL = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Time time;
    private final Pause pause;
    private final DelayQueue<Deadline> deadlines = new DelayQueue<>();

    /** Waits while rovers' words are read. */
    @FunctionalInterface
    interface Pause {
        void take(Duration duration) throws InterruptedException;
    }

    OfflineWatch(Time time) {
        this(time, Thread::sleep);
    }

    OfflineWatch(Time time, Pause pause) {
        this.time = time;
        this.pause = pause;
    }

    /** When a rover is to be checked. Equal to itself only. */
    static final class Deadline implements Delayed {
        private final RosterEntry entry;
        private final long dueNanos;
        private final Time time;

        private Deadline(RosterEntry entry, long dueNanos, Time time) {
            this.entry = entry;
            this.dueNanos = dueNanos;
            this.time = time;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - time.nanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(dueNanos - ((Deadline) other).dueNanos);
        }
    }

    /** Has a rover checked ten seconds after it was heard. */
    Deadline add(RosterEntry entry, long heardNanos) {
        Deadline deadline = new Deadline(entry, heardNanos + OFFLINE_AFTER.toNanos(), time);
        deadlines.add(deadline);
        return deadline;
    }

    /** It need not be checked any more. Takes some microseconds for each thousand rovers. */
    void remove(Deadline deadline) {
        deadlines.remove(deadline);
    }

    /** How many rovers are watched. */
    int size() {
        return deadlines.size();
    }

    /** Watches until interrupted. */
    void run(Roster roster) throws InterruptedException {
        while (true) {
            Deadline due = deadlines.take();
            if (time.nanos() - due.dueNanos > STANDSTILL.toNanos()) {
                pause.take(GRACE);
            }
            judge(due, roster);
            runDue(roster); // all that is due, so that one standstill is one grace
        }
    }

    /** Judges what is due now, without waiting. */
    void runDue(Roster roster) {
        Deadline due;
        while ((due = deadlines.poll()) != null) {
            judge(due, roster);
        }
    }

    private void judge(Deadline due, Roster roster) {
        roster.offlineUnlessHeardSince(due.entry, time.nanos() - OFFLINE_AFTER.toNanos());
    }
}
