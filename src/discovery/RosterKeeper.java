package depot.discovery;

import depot.common.GuardedBy;
import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
import depot.common.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when the roster is written: at once when a rover registered or was forgotten, once a minute for other changes,
 * and at the end. One write serves all threads that wait for one, and large files are written less often, as depots run
 * on flash cards.
 *
 * <p>Thread-safe; has one thread of its own from {@link #start} to {@link #close}.
 */
final class RosterKeeper {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery");
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_WRITES = Duration.ofSeconds(5); // the one under way, and one more
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);
    // a fleet of 20 is written within a millisecond of the last write, one of 10,000 within half a second
    private static final long BYTES_PER_SECOND = 4_000_000;

    private final Roster roster;
    private final Optional<RosterFile> file;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final Condition done = lock.newCondition();
    @GuardedBy("lock") private long asked;
    @GuardedBy("lock") private long answered;
    @GuardedBy("lock") private boolean ending;
    @GuardedBy("lock") private Duration retry = Duration.ZERO;
    private final GrowingPause retries = new GrowingPause(FIRST_RETRY, LONGEST_RETRY); // the writing thread's, as are the next two
    private long writtenVersion = -1;
    private long notBefore;
    private volatile String problem; // written by the writing thread
    private Worker writer; // null before start, and where there is nowhere to write

    /** @param file empty where there is nowhere to write: nothing is kept then */
    RosterKeeper(Roster roster, Optional<RosterFile> file, Time time) {
        this.roster = roster;
        this.file = file;
        this.time = time;
        notBefore = time.nanos();
    }

    /** Has the roster written, and waits until it is: two seconds at most, as a rover must not wait for a broken disk. */
    void writeNow() {
        if (file.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            long ticket = ++asked;
            wanted.signal();
            long left = PATIENCE.toNanos();
            while (answered < ticket && left > 0 && problem == null && !ending) {
                left = done.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Has the roster written soon, though no rover may have changed. */
    void writeSoon() {
        lock.lock();
        try {
            asked++;
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Why the roster is not being kept, for a person. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    void start() {
        if (file.isPresent()) {
            writer = Worker.start("roster-keeper", this::run);
        }
    }

    private void run() throws InterruptedException {
        while (awaitNeed()) {
            awaitTurn();
            write();
        }
        if (roster.version() != writtenVersion) {
            write();
        }
    }

    /** Waits until there is something to write (true) or the end has come (false). */
    private boolean awaitNeed() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                // after a failure no request shortens the pause
                boolean failing = !retry.isZero();
                long left = failing ? retry.toNanos() : EVERY.toNanos();
                while (!ending && left > 0 && (failing || answered == asked)) {
                    left = wanted.awaitNanos(left);
                }
                if (ending) {
                    return false;
                }
                if (failing || answered != asked || roster.version() != writtenVersion) {
                    return true;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until enough time has gone by since the last write, or the end has come. */
    private void awaitTurn() throws InterruptedException {
        lock.lock();
        try {
            long left = notBefore - time.nanos();
            while (!ending && left > 0) {
                left = wanted.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        long upTo = asked();
        long version = roster.version();
        String failure = null;
        try {
            int bytes = file.orElseThrow().write(roster.rovers());
            writtenVersion = version;
            notBefore = time.nanos() + bytes * (1_000_000_000L / BYTES_PER_SECOND);
        } catch (IOException e) {
            failure = e.toString();
        }
        noteProblem(failure);
        if (failure == null) {
            retries.reset();
        }
        Duration pause = failure == null ? Duration.ZERO : retries.next();
        lock.lock();
        try {
            answered = upTo;
            retry = pause;
            done.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long asked() {
        lock.lock();
        try {
            return asked;
        } finally {
            lock.unlock();
        }
    }

    private void noteProblem(String failure) {
        if (failure != null && problem == null) {
            log.warn("the registry cannot be written, rovers would have to register anew after a restart: {}", failure);
        } else if (failure == null && problem != null) {
            log.info("the registry is written again");
        }
        problem = failure == null ? null : "the registry cannot be written: " + failure;
    }

    /** Writes what is not written yet, and ends. */
    void close() {
        lock.lock();
        try {
            ending = true;
            wanted.signal();
            done.signalAll();
        } finally {
            lock.unlock();
        }
        if (writer != null) {
            writer.join(LAST_WRITES); // not interrupted: that would close the file under it
        }
    }
}
