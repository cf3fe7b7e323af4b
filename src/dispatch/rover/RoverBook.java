package depot.dispatch.rover;

import depot.common.threads.Worker;
import depot.dispatch.database.DatabaseAway;
import depot.dispatch.ledger.Ledger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Writes down in the database which rovers are connected and at which process: many in one statement, as a fleet
 * comes back at once, and whenever the database is there. Of two links of one rover, the database's sequence says which
 * is newer. Thread-safe; has one thread of its own.
 */
public final class RoverBook implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration LAST_FLUSH = Duration.ofSeconds(2);
    private static final Duration WRITTEN = Duration.ofMillis(300);
    private static final int TOGETHER = 1000;

    private final Ledger ledger;
    private final RoverLinks links;
    private final Duration settle;
    private final Consumer<RoverLink> claimed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final Condition written = lock.newCondition();
    private final Set<RoverLink> coming = new LinkedHashSet<>(); // guarded by lock, as are the next three
    private final Set<RoverLink> gone = new LinkedHashSet<>();
    private boolean anew;
    private boolean ending;
    private final Worker worker;

    /**
     * @param settle how long a rover that registered is given for the reports that it kept
     * @param claimed told, on the book's thread, of each link that is its rover's newest
     */
    public RoverBook(Ledger ledger, RoverLinks links, Duration settle, Consumer<RoverLink> claimed) {
        this.ledger = ledger;
        this.links = links;
        this.settle = settle;
        this.claimed = claimed;
        worker = Worker.start("rover-book", this::run);
    }

    void came(RoverLink link) {
        change(() -> coming.add(link));
    }

    void left(RoverLink link) {
        change(() -> {
            if (!coming.remove(link)) {
                gone.add(link);
            }
        });
    }

    /** Waits, but not for long, until rovers that just registered are written down. */
    public void awaitWritten() {
        long left = WRITTEN.toNanos();
        lock.lock();
        try {
            while (!coming.isEmpty() && left > 0 && !ending) {
                left = written.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** The database may not know any more what was written: all links are written down again. */
    public void anew() {
        change(() -> anew = true);
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() throws InterruptedException {
        while (true) {
            List<RoverLink> nowGone;
            List<RoverLink> nowComing;
            boolean all;
            lock.lock();
            try {
                while (coming.isEmpty() && gone.isEmpty() && !anew) {
                    if (ending) {
                        return;
                    }
                    wanted.await();
                }
                nowGone = gone.stream().limit(TOGETHER).toList();
                nowComing = coming.stream().limit(TOGETHER).toList();
                all = anew;
                anew = false;
            } finally {
                lock.unlock();
            }
            if (!write(nowGone, nowComing, all)) {
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        }
    }

    /** False when the database is away: all is tried again. */
    private boolean write(List<RoverLink> nowGone, List<RoverLink> nowComing, boolean all) {
        try {
            if (!nowGone.isEmpty()) {
                release(nowGone);
                forget(gone, nowGone);
            }
            if (all) {
                confirm(links.all().stream().filter(link -> link.number() != 0).toList());
            }
            if (!nowComing.isEmpty()) {
                claim(nowComing);
                forget(coming, nowComing);
            }
            return true;
        } catch (DatabaseAway e) {
            if (all) {
                anew();
            }
            lock.lock();
            boolean last = ending;
            lock.unlock();
            if (last) {
                forget(gone, nowGone); // others find out by themselves
                forget(coming, nowComing);
            }
            return false;
        }
    }

    private void forget(Set<RoverLink> from, Collection<RoverLink> done) {
        lock.lock();
        try {
            done.forEach(from::remove);
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void claim(List<RoverLink> coming) {
        Map<String, RoverLink> newest = new LinkedHashMap<>(); // of two in one go, the later is the rover
        coming.forEach(link -> newest.put(link.rover(), link));
        Map<String, Long> numbers = ledger.work((connection, changes) -> {
            Map<String, Long> given = new HashMap<>();
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO rover_links AS r (rover_id, link, process, connected, connected_at, settled_at, idle_since)
                    SELECT w.rover, nextval('rover_link_seq'), ?, true, now(), now() + make_interval(secs => ?), now()
                    FROM (SELECT rover FROM unnest(?::text[]) AS u(rover) ORDER BY rover) w
                    ON CONFLICT (rover_id) DO UPDATE SET link = excluded.link, process = excluded.process, connected = true,
                        connected_at = excluded.connected_at, settled_at = excluded.settled_at
                        WHERE r.link < excluded.link
                    RETURNING r.rover_id, r.link""")) {
                insert.setObject(1, ledger.process());
                insert.setDouble(2, settle.toMillis() / 1000.0);
                insert.setArray(3, connection.createArrayOf("text", newest.keySet().toArray()));
                try (ResultSet row = insert.executeQuery()) {
                    while (row.next()) {
                        given.put(row.getString(1), row.getLong(2));
                        changes.rover(row.getString(1));
                    }
                }
            }
            changes.queue();
            return given;
        });
        newest.values().forEach(link -> {
            Long number = numbers.get(link.rover());
            if (number == null) {
                links.replaced(link); // it came to another process meanwhile
            } else {
                link.claimed(number, settle);
                if (link.isOpen()) {
                    claimed.accept(link);
                } else {
                    left(link); // it left while it was claimed
                }
            }
        });
    }

    private void release(List<RoverLink> gone) {
        ledger.work((connection, changes) -> {
            update(connection, "connected = false, process = NULL, disconnected_at = now()", gone).forEach(changes::rover);
            changes.queue();
            return null;
        });
    }

    private void confirm(List<RoverLink> held) {
        Set<String> confirmed = new java.util.HashSet<>();
        for (int from = 0; from < held.size(); from += TOGETHER) {
            List<RoverLink> some = held.subList(from, Math.min(held.size(), from + TOGETHER));
            confirmed.addAll(ledger.work((connection, changes) -> {
                List<String> rovers = update(connection, "connected = true, process = '" + ledger.process() + "'", some);
                rovers.forEach(changes::rover);
                changes.queue();
                return rovers;
            }));
        }
        held.stream().filter(link -> !confirmed.contains(link.rover())).forEach(links::replaced);
    }

    /** The rovers whose newest link it still is. */
    private static List<String> update(Connection connection, String set, List<RoverLink> links) throws SQLException {
        List<String> rovers = new ArrayList<>();
        try (PreparedStatement update = connection.prepareStatement("WITH held AS (SELECT r.rover_id FROM rover_links r"
                + " JOIN unnest(?::text[], ?::bigint[]) AS w(rover, link) ON r.rover_id = w.rover AND r.link = w.link ORDER BY r.rover_id FOR NO KEY UPDATE OF r)"
                + " UPDATE rover_links r SET " + set + " FROM held WHERE r.rover_id = held.rover_id RETURNING r.rover_id")) {
            update.setArray(1, connection.createArrayOf("text", links.stream().map(RoverLink::rover).toArray()));
            update.setArray(2, connection.createArrayOf("bigint", links.stream().map(RoverLink::number).toArray()));
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    rovers.add(row.getString(1));
                }
            }
        }
        return rovers;
    }

    /** Writes what is not written yet, for two seconds at most. */
    @Override
    public void close() {
        change(() -> ending = true);
        worker.join(LAST_FLUSH);
        worker.close();
    }
}
