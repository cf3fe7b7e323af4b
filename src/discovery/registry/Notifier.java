package depot.discovery.registry;

import depot.common.GuardedBy;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.database.DatabaseUrl;
import io.prometheus.client.Counter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Notifies the other discoveries: at once of what is urgent, and of what rovers say ten times a second at most, and seldom enough that
 * it is no more than half a megabyte a second. Many payloads go with one commit, and none of them waits for a disk. What cannot be said
 * is lost: an e-stop is not to come later than it was meant, and of the rest everything is told anew.
 *
 * <p>Any thread may call all methods; one of its own speaks.
 */
final class Notifier {
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final long BYTES_PER_SECOND = 500_000;
    private static final int MOST_URGENT = 20_000;

    private final Line line;
    private final String beat;
    private final Supplier<List<String>> updates;
    private final Runnable resendAll;
    private final Counter sentBytes;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final AtomicBoolean changed = new AtomicBoolean(); // set without the lock: each heartbeat does
    @GuardedBy("lock") private final Deque<Urgent> urgent = new ArrayDeque<>();
    @GuardedBy("lock") private boolean open; // the tables are there
    private long beatNanos; // the speaking thread's, as are the next two
    private long notBefore;
    private boolean failed;
    private volatile boolean flushed; // the last that was said went out; written by the speaking thread
    private Worker worker;

    private record Urgent(String payload, long untilNanos) {}

    /**
     * @param beat that this process lives
     * @param updates what there is to say, which then counts as said
     * @param resendAll has all said anew
     */
    Notifier(DatabaseUrl url, String beat, Supplier<List<String>> updates, Runnable resendAll, Counter sentBytes, Time time) {
        line = new Line(url, "SET synchronous_commit = off"); // a notification needs no disk
        this.beat = beat;
        this.updates = updates;
        this.resendAll = resendAll;
        this.sentBytes = sentBytes;
        this.time = time;
        beatNanos = time.nanos();
        notBefore = beatNanos;
    }

    void start() {
        worker = Worker.start("registry-notifier", () -> line.repeat(() -> flush(next())));
    }

    /** The database's tables are there, or nobody knows any more. */
    void open(boolean isOpen) {
        lock.lock();
        try {
            open = isOpen;
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Says these before all else. @param within or not at all */
    void send(List<String> payloads, Duration within) {
        long until = time.nanos() + within.toNanos();
        lock.lock();
        try {
            if (open && urgent.size() + payloads.size() <= MOST_URGENT) {
                payloads.forEach(payload -> urgent.add(new Urgent(payload, until)));
                wanted.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** There is something new to say. */
    void changed() {
        if (changed.get() || !changed.compareAndSet(false, true)) {
            return;
        }
        lock.lock();
        try {
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to say. */
    private List<String> next() throws InterruptedException {
        boolean drain;
        List<String> payloads = new ArrayList<>();
        lock.lock();
        try {
            while (true) {
                long now = time.nanos();
                drain = changed.get() && now - notBefore >= 0;
                if (open && (!urgent.isEmpty() || drain || now - beatNanos >= BEAT.toNanos())) {
                    break;
                }
                long left = BEAT.toNanos() - (now - beatNanos);
                if (changed.get()) {
                    left = Math.min(left, notBefore - now);
                }
                if (open) {
                    wanted.awaitNanos(left);
                } else {
                    wanted.await();
                }
            }
            long now = time.nanos();
            for (Urgent each : urgent) {
                if (each.untilNanos - now > 0) {
                    payloads.add(each.payload);
                }
            }
            urgent.clear();
        } finally {
            lock.unlock();
        }
        if (payloads.isEmpty() && drain) { // what is urgent waits for nothing
            changed.set(false);
            payloads.addAll(updates.get());
            long bytes = 0;
            for (String payload : payloads) {
                bytes += payload.getBytes(StandardCharsets.UTF_8).length;
            }
            sentBytes.inc(bytes);
            notBefore = time.nanos() + Math.max(EVERY.toNanos(), bytes * 1_000_000_000L / BYTES_PER_SECOND);
        }
        if (time.nanos() - beatNanos >= BEAT.toNanos()) {
            payloads.add(beat);
        }
        return payloads;
    }

    private boolean flush(List<String> payloads) {
        if (payloads.isEmpty()) {
            return true;
        }
        try {
            line.transaction(connection -> send(connection, payloads));
        } catch (SQLException e) {
            failed = true;
            flushed = false;
            return false;
        }
        flushed = true;
        beatNanos = time.nanos(); // whatever it was, it says that this process lives
        if (failed) {
            failed = false;
            resendAll.run();
        }
        return true;
    }

    /** With the transaction's commit. */
    static void send(Connection connection, List<String> payloads) throws SQLException {
        try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify('" + Line.CHANNEL
                + "', payload) FROM unnest(?::text[]) payload")) {
            notify.setArray(1, connection.createArrayOf("text", payloads.toArray()));
            notify.execute();
        }
    }

    /** Ends; the others are told so, if they can be. */
    void close(String last) {
        if (worker == null) {
            return;
        }
        worker.close();
        if (flushed) {
            try {
                line.transaction(connection -> send(connection, List.of(last)));
            } catch (SQLException e) {
                // they find out by themselves
            } finally {
                line.close();
            }
        }
    }
}
