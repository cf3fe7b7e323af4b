package depot.dispatch.sweep;

import depot.common.threads.Worker;
import depot.database.DatabaseAway;
import depot.dispatch.model.Hold;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.rules.Candidate;
import depot.dispatch.rules.Eligibility;
import depot.dispatch.rules.FleetView;
import depot.dispatch.rules.Needs;
import depot.dispatch.rules.Pairing;
import depot.dispatch.rules.RoverBooks;
import depot.dispatch.rules.RoversInDemand;
import depot.dispatch.rules.StartRule;
import depot.dispatch.store.Changes;
import depot.dispatch.store.FreeRovers;
import depot.dispatch.store.HoldTable;
import depot.dispatch.store.QueueTable;
import depot.dispatch.store.QueueView;
import depot.dispatch.store.RouteChecks;
import depot.dispatch.store.TaskStarter;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Gives waiting tasks to rovers that become free, and keeps up to date what each task waits for. A task that cannot start never holds up
 * another. One thread of its own in each process; a lock in the database lets one process at a time do it. It wakes when a rover may have
 * become free, and once a second in any case.
 */
public final class PendingQueue implements AutoCloseable {
    private static final int ROVERS_TOGETHER = 200;
    private static final int EXPLAINED_TOGETHER = 1000;
    private static final int EXPLAINING_PART = 20; // of the time, one in so many parts goes into what each waits for
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_UNEXPLAINED_NANOS = Duration.ofSeconds(2).toNanos();

    private static final Needs ANYTHING = new Needs(null, 0.0, false, true, null); // what any task at all asks of a rover

    private final Transactions transactions;
    private final FleetView fleet;
    private final double windowSeconds;
    private final Semaphore wanted = new Semaphore(0);
    private volatile boolean empty; // nothing waited at the last look; written by the worker
    private long explainFrom = System.nanoTime(); // the worker's, as is the next
    private boolean unexplained;
    private volatile Worker worker; // written by the thread that starts it

    /** @param window by how much a task may be older than one that is given a rover before it */
    public PendingQueue(Transactions transactions, FleetView fleet, Duration window) {
        this.transactions = transactions;
        this.fleet = fleet;
        windowSeconds = window.toMillis() / 1000.0;
    }

    /**
     * From now on tasks are given: the database is there, and who of its rovers are away is known. Does nothing where it has started. One
     * thread at a time.
     */
    public void start() {
        if (worker == null) {
            worker = Worker.start("queue", this::run);
        }
    }

    /** Serves the queue soon; any thread. */
    public void wake() {
        wanted.release();
    }

    /**
     * Wakes the queue for what changed. Rovers that have finished matter only where a task waits: a task that was queued since the last run
     * wakes it by itself.
     */
    public void changed(Changes changes) {
        if (changes.queueToo() && !(empty && isOnlyEnds(changes))) {
            wake();
        }
    }

    private static boolean isOnlyEnds(Changes changes) {
        if (changes.heard() || changes.holdToo() || changes.tasks().isEmpty()) {
            return false;
        }
        for (Task task : changes.tasks()) {
            if (task.status() == TaskStatus.PENDING) {
                return false;
            }
        }
        return true;
    }

    private void run() throws InterruptedException {
        while (true) {
            wanted.tryAcquire(unexplained ? Math.clamp(explainFrom - System.nanoTime(), 0, LOOK_NANOS) : LOOK_NANOS, TimeUnit.NANOSECONDS);
            wanted.drainPermits();
            try {
                boolean more = transactions.work(this::serve);
                unexplained = !empty;
                if (unexplained && explainFrom - System.nanoTime() <= 0) {
                    more |= explain();
                }
                if (more) {
                    wake();
                }
            } catch (DatabaseAway e) {
                unexplained = false; // explained again in a second
            }
        }
    }

    /** True where there may be more to do at once. */
    private boolean serve(Connection connection, Changes changes) throws SQLException {
        empty = !QueueTable.lockToGive(connection);
        if (empty) {
            return false;
        }
        RouteChecks.settleWaiting(connection);
        return HoldTable.isHeld(connection).isEmpty() && give(connection, changes);
    }

    /**
     * By itself, so that no rover waits for it, and the more seldom the longer it takes: it looks at every task that waits and at every
     * rover. True where there is more to say than is said together.
     */
    private boolean explain() throws InterruptedException {
        long began = System.nanoTime();
        boolean more = transactions.work((connection, changes) -> QueueTable.lockToExplain(connection)
                && explain(connection, changes, HoldTable.isHeld(connection)));
        long now = System.nanoTime();
        explainFrom = more ? now : now + Math.min(EXPLAINING_PART * (now - began), LONGEST_UNEXPLAINED_NANOS);
        unexplained = false;
        return more;
    }

    private boolean give(Connection connection, Changes changes) throws SQLException {
        List<RoverBooks> free = FreeRovers.all(connection).stream()
                .filter(books -> Eligibility.obstacle(Candidate.of(books, fleet, ANYTHING)).isEmpty()).toList();
        int given = 0;
        if (!free.isEmpty()) {
            List<Pairing.Waiting> startable = QueueTable.startable(connection, names(free), ROVERS_TOGETHER);
            List<RoverBooks> served = RoversInDemand.of(free, startable.stream().map(Pairing.Waiting::needs).toList(), fleet,
                    ROVERS_TOGETHER);
            Set<String> names = Set.copyOf(names(served));
            Map<UUID, Pairing.Waiting> waiting = new HashMap<>();
            startable.stream().filter(task -> task.needs().rover() == null || names.contains(task.needs().rover()))
                    .forEach(task -> waiting.put(task.task(), task));
            List<Pairing.Pair> pairs = Pairing.match(waiting.values(), served, fleet, windowSeconds);
            Set<UUID> locked = QueueTable.lock(connection, pairs.stream().map(Pairing.Pair::task).toList());
            for (Pairing.Pair pair : pairs) {
                given += locked.contains(pair.task())
                        && TaskStarter.assign(connection, changes, fleet, waiting.get(pair.task()), pair.rover()) ? 1 : 0;
            }
        }
        return given == ROVERS_TOGETHER;
    }

    private static List<String> names(List<RoverBooks> rovers) {
        return rovers.stream().map(RoverBooks::rover).toList();
    }

    /** True where there is more to say than is said together. */
    private boolean explain(Connection connection, Changes changes, Optional<Hold> held) throws SQLException {
        List<QueueTable.Explained> waiting = QueueTable.all(connection);
        QueueView view = held.isPresent() ? null : QueueView.read(connection, fleet, waiting);
        Map<String, UUID> first = new HashMap<>(); // by the rover that it names
        Map<UUID, String> reasons = new LinkedHashMap<>();
        for (QueueTable.Explained task : waiting) {
            String rover = task.mission().rover();
            Optional<String> never = StartRule.mission(task.mission());
            String reason = never.orElse(null);
            if (never.isEmpty() && held.isPresent()) {
                reason = held.get().why();
            } else if (never.isEmpty() && task.takenBy() != null) {
                reason = task.takenBy();
            } else if (never.isEmpty()) {
                UUID before = rover == null ? null : first.putIfAbsent(rover, task.id());
                reason = before != null ? StartRule.behind(before, rover) : view.whyNot(task.needs());
            }
            if (!reason.equals(task.waitingFor()) && reasons.size() < EXPLAINED_TOGETHER) {
                reasons.put(task.id(), reason);
            }
        }
        QueueTable.explain(connection, changes, reasons);
        return reasons.size() == EXPLAINED_TOGETHER;
    }

    @Override
    public void close() {
        Worker started = worker;
        if (started != null) {
            started.close();
        }
    }
}
