package depot.dispatch.rover;

import depot.common.GuardedBy;
import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.database.DatabaseAway;
import depot.database.DatabaseFault;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.store.RoverCancelTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores rovers' reports, many together, and answers them: an ack for rovers that asked for acks, a cancel for a report
 * on a task that the rover does not have. While the database is away it waits with the batch that it holds, the rest
 * gathers in {@link Reports}, and what must not be lost goes to the {@link Spool}. One thread of its own.
 */
public final class ReportWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_FLUSH = Duration.ofSeconds(2);
    private static final Duration LAST_TRY = Duration.ofMillis(300); // where the database is known to be away
    private static final Duration SPOOL_AFTER = Duration.ofMillis(400);

    private final Reports reports;
    private final ReportStore store;
    private final Runnable awaitNumbers;
    private final Spool spool;
    private final Time time;
    private final LongConsumer storedAfterNanos;
    private final Worker worker;
    private final Worker spooler;
    private volatile boolean ending;
    private ReportBatch batch; // the worker's, as is the next: kept when a fault makes it begin anew
    private Set<Path> left; // files of earlier processes, of which all is in hand; null before they were read
    private final ReentrantLock disk = new ReentrantLock();
    @GuardedBy("disk") private boolean spooling;
    @GuardedBy("disk") private boolean spoolFails;

    /**
     * @param awaitNumbers waits, but not for long, for links that just came to get their numbers
     * @param storedAfterNanos is given how long each report took to be stored
     */
    public ReportWriter(Reports reports, ReportStore store, Runnable awaitNumbers, Spool spool, Time time, LongConsumer storedAfterNanos) {
        this.reports = reports;
        this.store = store;
        this.awaitNumbers = awaitNumbers;
        this.spool = spool;
        this.time = time;
        this.storedAfterNanos = storedAfterNanos;
        worker = Worker.start("reports", this::run);
        spooler = Worker.start("spool", this::spoolLate);
    }

    /** Reports that came and are not stored. */
    public int waiting() {
        return reports.size() + reports.inHand();
    }

    private void run() throws InterruptedException {
        if (left == null) {
            Spool.Left found = spool.left(time.nanos());
            if (found.batch().size() > 0) {
                log.info("{} reports and confirmations that an earlier process heard are stored now", found.batch().size());
                reports.kept(found.batch());
            }
            left = found.files();
        }
        while (batch != null || (batch = reports.take()) != null) {
            boolean stored = store(batch);
            batch = null;
            reports.stored();
            if (stored) {
                forgetSpooled();
            }
        }
    }

    /** False where it was given up. */
    private boolean store(ReportBatch taken) throws InterruptedException {
        GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            if (taken.hasUnnumbered()) {
                awaitNumbers.run(); // of which attempt a report is, its link's number says
            }
            try {
                ReportStore.Stored stored = store.store(taken);
                reports.settled(taken);
                answer(taken, stored);
                return true;
            } catch (DatabaseAway e) {
                if (ending && pause.isLongest()) {
                    log.warn("the database is away at the end: {} reports are stored at the next start", taken.size() + reports.size());
                    return false;
                }
                Thread.sleep(pause.next());
            } catch (DatabaseFault e) { // one of ours, which would come again for ever
                if (taken.size() == 1) {
                    log.error("a report could not be stored, and is dropped", e); // what was shown of it stays until its rover says more
                } else {
                    for (ReportBatch one : taken.singly()) {
                        store(one); // so that the others are not lost with it
                    }
                }
                return true;
            }
        }
    }

    /**
     * What is not stored soon goes to the disk: beside the transaction that may be under way, as a database that stands still ends none.
     */
    private void spoolLate() throws InterruptedException {
        while (true) {
            Thread.sleep(SPOOL_AFTER.toMillis() / 2);
            OptionalLong oldest = reports.oldestNanos(); // asked once: it may be stored meanwhile
            if (oldest.isPresent() && time.nanos() - oldest.getAsLong() > SPOOL_AFTER.toNanos()) {
                keep(false);
            }
        }
    }

    private void keep(boolean all) {
        disk.lock();
        try {
            reports.spool(spool, all);
            spooling = true;
            spoolFails = false;
        } catch (IOException e) {
            if (!spoolFails) {
                log.warn("what rovers say while the database is away cannot be kept on the disk: a restart would lose it: {}",
                        e.toString());
            }
            spoolFails = true;
        } finally {
            disk.unlock();
        }
    }

    /** Once nothing waits, all that was kept on the disk is stored. Where the disk is slow to keep something, a later batch does this. */
    private void forgetSpooled() {
        if (reports.size() > 0 || !disk.tryLock()) {
            return;
        }
        try {
            if (spooling) {
                spool.clear();
                spooling = false;
            }
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
            left = Set.of();
        } catch (IOException e) {
            log.warn("what is stored could not be removed from the disk, and is read again at the next start: {}", e.toString());
        } finally {
            disk.unlock();
        }
    }

    private void answer(ReportBatch batch, ReportStore.Stored stored) {
        long now = time.nanos();
        batch.last().forEach((key, entry) -> {
            RoverLink link = entry.link();
            Task task = stored.tasks().get(key.task());
            if (link != null) {
                storedAfterNanos.accept(now - entry.atNanos());
                if (task != null) {
                    if (task.status().hasEnded()) {
                        link.ended(task.id());
                    }
                    link.ack(task.id(), task.status());
                }
                boolean failed = entry.said().to() == TaskStatus.FAILED && stored.ended().contains(key.task());
                if (failed || stored.toDrop().contains(new RoverCancelTable.Cancel(key.rover(), key.task()))) {
                    link.lateCancelled(key.task(), now);
                }
            }
        });
    }

    /** As {@link #close(boolean)}, with the database there. */
    @Override
    public void close() {
        close(true);
    }

    /**
     * Stores what waits, for two seconds at most; what the database does not take goes to the disk.
     *
     * @param databaseThere false: it is hardly waited for
     */
    public void close(boolean databaseThere) {
        ending = true;
        reports.end();
        spooler.close();
        worker.join(databaseThere ? LAST_FLUSH : LAST_TRY);
        worker.close(LAST_TRY);
        if (waiting() > 0) {
            keep(true);
        }
        spool.close();
    }
}
