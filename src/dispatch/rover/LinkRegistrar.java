package depot.dispatch.rover;

import depot.common.threads.Worker;
import depot.database.DatabaseAway;
import depot.dispatch.store.OpenLinkTable;
import depot.dispatch.store.RoverLinkTable;
import depot.dispatch.store.Transactions;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Records in the database which rovers are connected, and to which process: many in one statement, as a fleet comes back
 * at once, and again whenever the database returns. Of two links of one rover, the one with the greater number from the
 * database's sequence is newer. Thread-safe; has one thread of its own.
 */
public final class LinkRegistrar implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration LAST_FLUSH = Duration.ofSeconds(2);
    private static final Duration LAST_TRY = Duration.ofMillis(300);
    private static final Duration UNANSWERED = Duration.ofSeconds(1);
    private static final Duration WRITTEN = Duration.ofMillis(300);
    private static final int TOGETHER = 1000;

    private final Transactions transactions;
    private final RoverLinks links;
    private final Reports reports;
    private final Duration settle;
    private final Consumer<RoverLink> claimed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final Condition written = lock.newCondition();
    private final Set<RoverLink> coming = new LinkedHashSet<>(); // guarded by lock, as are the next four
    private final Set<RoverLink> gone = new LinkedHashSet<>();
    private final Set<RoverLink> numbered = new HashSet<>(); // those that have a number, until their end is handed to the reports
    private boolean anew;
    private boolean ending;
    private final AtomicLong newest = new AtomicLong(); // the greatest number known, of any rover's link
    private volatile long answeredNanos = System.nanoTime(); // when ends of links were stored last; written by the thread
    private final Worker worker;

    /**
     * @param settle how long a rover that registered is given for the reports that it kept
     * @param claimed is given, on the registrar's thread, each link that is its rover's newest
     */
    public LinkRegistrar(Transactions transactions, RoverLinks links, Reports reports, Duration settle, Consumer<RoverLink> claimed) {
        this.transactions = transactions;
        this.links = links;
        this.reports = reports;
        this.settle = settle;
        this.claimed = claimed;
        worker = Worker.start("links", this::run);
    }

    /** Links up to this number have come, to whatever process. */
    public void known(long number) {
        newest.accumulateAndGet(number, Math::max);
    }

    void came(RoverLink link) {
        link.newerThan(newest.get());
        change(() -> coming.add(link));
    }

    void left(RoverLink link) {
        change(() -> {
            if (!coming.remove(link) || link.number() != 0) { // one that is claimed stays among the coming until its batch is done
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
                answeredNanos = System.nanoTime();
            }
            if (all) {
                releaseUnheld();
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
                ended(nowGone.stream().filter(link -> link.number() != 0).toList()); // kept on the disk, as what was heard is
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
        Map<String, Long> numbers = transactions.work((connection, changes) ->
                RoverLinkTable.claim(connection, changes, transactions.process(), newest.keySet(), settle.toMillis() / 1000.0));
        newest.values().forEach(link -> {
            Long number = numbers.get(link.rover());
            if (number == null) {
                links.replaced(link); // it came to another process meanwhile
            } else {
                known(number);
                link.claimed(number);
                lock.lock();
                numbered.add(link);
                lock.unlock();
                if (link.isOpen()) {
                    claimed.accept(link);
                } else {
                    left(link); // it left while it was claimed
                }
            }
        });
    }

    private void release(List<RoverLink> gone) {
        List<RoverLink> numbered = gone.stream().filter(link -> link.number() != 0).toList();
        if (!numbered.isEmpty()) {
            transactions.work((connection, changes) -> {
                RoverLinkTable.release(connection, changes, numbered(numbered));
                return null;
            });
            ended(numbered);
        }
    }

    private void ended(List<RoverLink> links) {
        links.forEach(reports::ended);
        lock.lock();
        links.forEach(numbered::remove);
        lock.unlock();
    }

    private static List<RoverLinkTable.Numbered> numbered(Collection<RoverLink> links) {
        return links.stream().map(link -> new RoverLinkTable.Numbered(link.rover(), link.number())).toList();
    }

    private void confirm(List<RoverLink> held) {
        Set<String> confirmed = new HashSet<>();
        for (int from = 0; from < held.size(); from += TOGETHER) {
            List<RoverLinkTable.Numbered> some = numbered(held.subList(from, Math.min(held.size(), from + TOGETHER)));
            confirmed.addAll(transactions.work((connection, changes) ->
                    RoverLinkTable.confirm(connection, changes, transactions.process(), some)));
        }
        held.stream().filter(link -> !confirmed.contains(link.rover())).forEach(links::replaced);
    }

    /** A claim may have been committed though its answer was lost: what names this process, and no link that it has, is released. */
    private void releaseUnheld() {
        transactions.work((connection, changes) -> {
            Set<Long> held = reports.endedUnstored();
            lock.lock();
            numbered.forEach(link -> held.add(link.number()));
            lock.unlock();
            OpenLinkTable.releaseUnheld(connection, transactions.process(), held);
            RoverLinkTable.releaseUnheld(connection, changes, transactions.process(), held);
            return null;
        });
    }

    /** Writes what is not written yet, for two seconds at most. */
    @Override
    public void close() {
        close(true);
    }

    /**
     * @param databaseThere false: it is hardly waited for, and links that have ended are handed to the reports, which keep that
     * @return whether the database answers, as far as is known
     */
    public boolean close(boolean databaseThere) {
        change(() -> ending = true);
        boolean ended = worker.join(databaseThere ? LAST_FLUSH : LAST_TRY);
        boolean answers = databaseThere && (ended || System.nanoTime() - answeredNanos < UNANSWERED.toNanos());
        worker.close(LAST_TRY);
        List<RoverLink> left;
        lock.lock();
        try {
            left = numbered.stream().filter(link -> !link.isOpen()).toList();
        } finally {
            lock.unlock();
        }
        ended(left);
        return answers;
    }
}
