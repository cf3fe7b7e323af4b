package depot.discovery.registry;

import depot.common.GuardedBy;
import depot.common.json.JsonText;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.database.DatabaseAway;
import depot.database.DatabaseUrl;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes registrations to the database: all that come while one transaction is under way go with the next. What cannot be written stays
 * wanted until it can, the newest of each rover; a rover that is to be forgotten is so now or not at all. What waited replaces the row
 * that was there before it came, and not one that another discovery has written since, unless that is older.
 *
 * <p>Any thread may call all methods; a thread of its own writes.
 */
final class RegistryWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery.registry");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_AT_ONCE = 1_000;

    private final UUID self;
    private final Line line;
    private final Versions versions;
    private final Runnable caughtUp;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final Condition done = lock.newCondition();
    @GuardedBy("lock") private final LinkedHashMap<String, Change> changes = new LinkedHashMap<>();
    @GuardedBy("lock") private final Map<String, Integer> announced = new LinkedHashMap<>(); // how many calls are about to want it
    @GuardedBy("lock") private boolean open; // the tables are there
    @GuardedBy("lock") private long failures;
    @GuardedBy("lock") private boolean late; // something waited for the database to return
    private Worker worker;

    /**
     * @param versions of the rows as they are read
     * @param caughtUp called when all that waited for the database is written
     */
    RegistryWriter(UUID self, DatabaseUrl url, Versions versions, Runnable caughtUp, Time time) {
        this.self = self;
        line = new Line(url, "SELECT 1");
        this.versions = versions;
        this.caughtUp = caughtUp;
        this.time = time;
    }

    void start() {
        worker = Worker.start("registry-writer", () -> line.repeat(() -> writeAll(next())));
    }

    /** @param isOpen whether the database's tables are known to be there */
    void open(boolean isOpen) {
        lock.lock();
        try {
            open = isOpen;
            wanted.signal();
            done.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Somebody is about to have the rover's registration written: what the database says of it meanwhile is old. */
    void announce(String id) {
        lock.lock();
        try {
            announced.merge(id, 1, Integer::sum);
        } finally {
            lock.unlock();
        }
    }

    /** Ends what {@link #announce} began. */
    void announced(String id) {
        lock.lock();
        try {
            announced.computeIfPresent(id, (_, count) -> count == 1 ? null : count - 1);
        } finally {
            lock.unlock();
        }
    }

    /** Whether what the database says of the rover is about to be old. */
    boolean isBusy(String id) {
        lock.lock();
        try {
            return changes.containsKey(id) || announced.containsKey(id);
        } finally {
            lock.unlock();
        }
    }

    /** The rovers whose rows in the database are about to be replaced. */
    Set<String> busy() {
        lock.lock();
        try {
            Set<String> busy = new HashSet<>(changes.keySet());
            busy.addAll(announced.keySet());
            return busy;
        } finally {
            lock.unlock();
        }
    }

    /** The row that the rover has, or, while its registration waits, had before that came. */
    OptionalLong row(String id) {
        lock.lock();
        try {
            Change change = changes.get(id);
            Change waiting = change == null || change.rover != null ? change : change.registrationBefore();
            return waiting == null ? versions.of(id) : waiting.replaces;
        } finally {
            lock.unlock();
        }
    }

    /** The database is another one than was read before: its rows are not those that anything was to replace. */
    void openedAnother() {
        lock.lock();
        try {
            versions.clear();
            changes.values().forEach(change -> change.replaces = OptionalLong.empty());
        } finally {
            lock.unlock();
        }
    }

    /** Has registrations of before written when that is possible, and does not wait. */
    void want(Collection<Registered> rovers) {
        lock.lock();
        try {
            rovers.forEach(rover -> changes.putIfAbsent(rover.id(),
                    Change.registeredBefore(rover, versions.of(rover.id()), time.nanos())));
            late |= !rovers.isEmpty();
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes a registration, and waits for that: two seconds at most, and not at all while the database is away.
     *
     * @return whether it is written
     */
    boolean put(Registered rover) {
        return write(Change.registered(rover, versions.of(rover.id()), time.nanos()));
    }

    /** Forgets a rover. @return false when it is not known whether it was forgotten; it is not tried again */
    boolean remove(String id) {
        Change change = Change.forgotten(id);
        if (write(change)) {
            return true;
        }
        lock.lock();
        try {
            Change before = change.registrationBefore();
            if (before == null) {
                changes.remove(id, change);
            } else {
                changes.replace(id, change, before);
            }
            return change.done;
        } finally {
            lock.unlock();
        }
    }

    private boolean write(Change change) {
        lock.lock();
        try {
            Change replaced = changes.put(change.id, change);
            change.over = change.rover == null ? replaced : null;
            wanted.signal();
            long before = failures;
            long left = PATIENCE.toNanos();
            while (changes.get(change.id) == change && open && failures == before && left > 0) {
                left = done.awaitNanos(left);
            }
            late |= !change.done;
            return change.done; // not where something newer has taken its place, which may yet be given up
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private List<Change> next() throws InterruptedException {
        lock.lock();
        try {
            while (changes.isEmpty() || !open) {
                wanted.await();
            }
            return changes.values().stream().limit(MOST_AT_ONCE).toList();
        } finally {
            lock.unlock();
        }
    }

    private boolean writeAll(List<Change> batch) {
        try {
            write(batch);
        } catch (SQLException e) {
            if (DatabaseAway.isSaidBy(e)) {
                fail();
                return false;
            }
            if (batch.size() > 1) { // one of them is what the database does not take
                return batch.stream().allMatch(each -> writeAll(List.of(each)));
            }
            log.error("the registration of '{}' cannot be written, and is kept by this process alone", batch.getFirst().id, e);
        }
        finish(batch);
        return true;
    }

    private void fail() {
        lock.lock();
        try {
            failures++;
            late = true;
            done.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void finish(List<Change> batch) {
        boolean all;
        lock.lock();
        try {
            for (Change change : batch) {
                change.done = true;
                changes.remove(change.id, change); // unless something newer is wanted
            }
            all = late && changes.isEmpty();
            if (all) {
                late = false;
            }
            done.signalAll();
        } finally {
            lock.unlock();
        }
        if (all) {
            caughtUp.run();
        }
    }

    private void write(List<Change> batch) throws SQLException {
        long now = time.nanos();
        List<RegistryTable.Wanted> registered = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        // in one order, as two processes may write the same at once
        for (Change change : batch.stream().sorted(Comparator.comparing((Change each) -> each.id)).toList()) {
            if (change.rover == null) {
                gone.add(change.id);
            } else {
                registered.add(change.wanted(now));
            }
        }
        List<String> payloads = Payload.listing(self, Payload.REGISTERED, "{\"ids\":[",
                batch.stream().map(change -> quoted(change.id)).toList());
        Map<String, Long> written = new HashMap<>();
        line.transaction(connection -> {
            RegistryTable.remove(connection, gone);
            written.putAll(RegistryTable.put(connection, registered));
            Notifier.send(connection, payloads);
        });
        versions.written(written);
    }

    /** The text as a JSON string. */
    static String quoted(String text) {
        return new String(JsonText.write(json -> json.writeString(text)), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }
}
