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
 * Sends notifications to the other discoveries: urgent ones at once, updates of rovers at most ten times a second and at most half a
 * megabyte a second. Many payloads go with one commit, and none waits for a disk. What cannot be sent in time is dropped: an e-stop must
 * not arrive late, and all updates are sent again once the database is back.
 *
 * <p>Any thread may call all methods; a thread of its own sends.
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
    @GuardedBy("lock") private boolean open; // the tables are known to be there
    private long beatNanos; // the sending thread's, as are the next two
    private long notBefore;
    private boolean failed;
    private volatile boolean flushed; // the last transaction succeeded; written by the sending thread
    private Worker worker;

    private record Urgent(String payload, long untilNanos) {}

    /**
     * @param beat payload that says that this process lives
     * @param updates takes the updates that wait; they then count as sent
     * @param resendAll called after a failure: everything must be sent again
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

    /** @param isOpen whether the database's tables are known to be there */
    void open(boolean isOpen) {
        lock.lock();
        try {
            open = isOpen;
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Sends these before all else. @param within dropped if they cannot be sent within that time */
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

    /** There is something new to send. */
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

    /** Waits for something to send. */
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
        if (payloads.isEmpty() && drain) { // urgent payloads do not wait for updates
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
        beatNanos = time.nanos(); // any payload shows that this process lives
        if (failed) {
            failed = false;
            resendAll.run();
        }
        return true;
    }

    /** Notifies in this transaction: the payloads go out with its commit. */
    static void send(Connection connection, List<String> payloads) throws SQLException {
        try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify('" + Line.CHANNEL
                + "', payload) FROM unnest(?::text[]) payload")) {
            notify.setArray(1, connection.createArrayOf("text", payloads.toArray()));
            notify.execute();
        }
    }

    /** Ends. @param last payload that tells the others so, sent if the database can be reached */
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
