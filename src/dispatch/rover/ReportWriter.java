package depot.dispatch.rover;

import depot.common.threads.GrowingPause;
import depot.common.time.Time;
import depot.common.threads.Worker;
import depot.dispatch.database.DatabaseAway;
import depot.dispatch.ledger.Changes;
import depot.dispatch.ledger.Ledger;
import depot.dispatch.task.Task;
import depot.dispatch.task.TaskChange;
import depot.dispatch.task.TaskMoves;
import depot.dispatch.task.TaskProgress;
import depot.dispatch.task.TaskStatus;
import depot.dispatch.task.TaskStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what rovers said, many reports in one transaction, and answers them: an ack for rovers that want one, a cancel
 * for a report on a task that is not the rover's. While the database is away it waits with what it has in hand, and the
 * rest gathers in {@link Reports}. One thread of its own.
 */
public final class ReportWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_FLUSH = Duration.ofSeconds(2);

    private final Reports reports;
    private final Ledger ledger;
    private final Time time;
    private final LongConsumer storedAfterNanos;
    private final Worker worker;
    private volatile boolean ending;
    private ReportBatch batch; // the worker's: kept when a fault makes it begin anew

    /** @param storedAfterNanos told how long each report took to be stored */
    public ReportWriter(Reports reports, Ledger ledger, Time time, LongConsumer storedAfterNanos) {
        this.reports = reports;
        this.ledger = ledger;
        this.time = time;
        this.storedAfterNanos = storedAfterNanos;
        worker = Worker.start("reports", this::run);
    }

    /** Reports that came and are not stored. */
    public int waiting() {
        return reports.size() + reports.inHand();
    }

    private void run() throws InterruptedException {
        while (batch != null || (batch = reports.take()) != null) {
            store(batch);
            batch = null;
            reports.stored();
        }
    }

    private void store(ReportBatch taken) throws InterruptedException {
        GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            try {
                answer(taken, ledger.work((connection, changes) -> write(connection, changes, taken)));
                return;
            } catch (DatabaseAway e) {
                if (ending && pause.isLongest()) {
                    log.warn("the database is away at the end: {} reports could not be stored", taken.size() + reports.size());
                    return;
                }
                Thread.sleep(pause.next());
            } catch (IllegalStateException e) { // a fault of ours, which would come again for ever
                if (taken.size() == 1) {
                    log.error("a report could not be stored, and is dropped", e);
                } else {
                    for (ReportBatch one : taken.singly()) {
                        store(one); // so that the others are not lost with it
                    }
                }
                return;
            }
        }
    }

    /** What became of the reports: the tasks as they are now, and which changes were made. */
    private record Stored(Map<UUID, Task> tasks, Set<UUID> progressed, Set<UUID> ended) {}

    private static Stored write(Connection connection, Changes changes, ReportBatch batch) throws SQLException {
        confirmTasks(connection, batch.tasks);
        confirmCancels(connection, changes, batch.cancels);
        Stored stored = new Stored(new HashMap<>(), new java.util.HashSet<>(), new java.util.HashSet<>());
        for (Task task : progress(connection, changes, ReportBatch.changes(batch.progress))) {
            stored.tasks.put(task.id(), task);
            stored.progressed.add(task.id());
        }
        for (TaskMoves.Moved moved : TaskMoves.apply(connection, changes, ReportBatch.changes(batch.outcomes))) {
            stored.tasks.put(moved.task().id(), moved.task());
            stored.ended.add(moved.task().id());
        }
        Set<UUID> refused = new java.util.LinkedHashSet<>();
        batch.progress.keySet().stream().map(ReportBatch.Key::task).filter(id -> !stored.progressed.contains(id)).forEach(refused::add);
        batch.outcomes.keySet().stream().map(ReportBatch.Key::task).filter(id -> !stored.ended.contains(id)).forEach(refused::add);
        if (!refused.isEmpty()) {
            TaskStore.byIds(connection, refused).forEach(task -> stored.tasks.putIfAbsent(task.id(), task));
        }
        return stored;
    }

    /** Most of it is of tasks that are active already; what is left is a task's first, or not its rover's. */
    private static List<Task> progress(Connection connection, Changes changes, List<TaskChange> progress) throws SQLException {
        List<Task> tasks = new ArrayList<>(TaskProgress.apply(connection, changes, progress));
        Set<UUID> stored = tasks.stream().map(Task::id).collect(Collectors.toSet());
        List<TaskChange> left = progress.stream().filter(change -> !stored.contains(change.id())).toList();
        TaskMoves.apply(connection, changes, left).forEach(moved -> tasks.add(moved.task()));
        return tasks;
    }

    private static void confirmTasks(Connection connection, Collection<ReportBatch.Confirmed> confirmed) throws SQLException {
        if (confirmed.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE tasks t SET delivered_at = coalesce(t.delivered_at, now()), heard_at = now()
                FROM unnest(?::uuid[], ?::bigint[]) AS c(id, link) WHERE t.id = c.id AND t.sent_link = c.link""")) {
            update.setArray(1, connection.createArrayOf("uuid", confirmed.stream().map(ReportBatch.Confirmed::task).toArray()));
            update.setArray(2, connection.createArrayOf("bigint", confirmed.stream().map(each -> each.link().number()).toArray()));
            update.executeUpdate();
        }
    }

    private static void confirmCancels(Connection connection, Changes changes, Collection<ReportBatch.Confirmed> confirmed) throws SQLException {
        if (confirmed.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM rover_cancels r USING unnest(?::text[], ?::uuid[]) AS c(rover, task)
                WHERE r.rover_id = c.rover AND r.task_id = c.task""")) {
            delete.setArray(1, connection.createArrayOf("text", confirmed.stream().map(each -> each.link().rover()).toArray()));
            delete.setArray(2, connection.createArrayOf("uuid", confirmed.stream().map(ReportBatch.Confirmed::task).toArray()));
            delete.executeUpdate();
        }
        confirmed.forEach(each -> changes.rover(each.link().rover()));
        changes.queue(); // its rover is free now
    }

    private void answer(ReportBatch batch, Stored stored) {
        long now = time.nanos();
        Map<ReportBatch.Key, ReportBatch.Entry> last = new LinkedHashMap<>(batch.progress);
        last.putAll(batch.outcomes); // one answer a task
        last.forEach((key, entry) -> {
            storedAfterNanos.accept(now - entry.atNanos());
            boolean applied = (batch.outcomes.containsKey(key) ? stored.ended : stored.progressed).contains(key.task());
            answer(entry, stored.tasks.get(key.task()), applied, now);
        });
    }

    private static void answer(ReportBatch.Entry entry, Task task, boolean applied, long now) {
        RoverLink link = entry.link();
        boolean own = task != null && link.rover().equals(task.roverId());
        // a rover that says that it failed repeats it until it hears cancel; one that finished may still send its last progress
        boolean finished = own && task.status() == TaskStatus.DONE && entry.change().to() != TaskStatus.FAILED;
        if (!finished && (!applied || entry.change().to() == TaskStatus.FAILED)) {
            link.cancelLate(entry.change().id(), now);
        }
        if (task != null) {
            if (task.status().hasEnded()) {
                link.ended(task.id());
            }
            link.ack(task.id(), task.status());
        }
    }

    /** Stores what waits, for two seconds at most. */
    @Override
    public void close() {
        ending = true;
        reports.end();
        worker.join(LAST_FLUSH);
        worker.close();
    }
}
