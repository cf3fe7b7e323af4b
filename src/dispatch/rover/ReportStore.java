package depot.dispatch.rover;

import depot.common.time.Time;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import depot.dispatch.rules.ReportAnswer;
import depot.dispatch.store.Changes;
import depot.dispatch.store.GroupCommit;
import depot.dispatch.store.MissionTable;
import depot.dispatch.store.OpenLinkTable;
import depot.dispatch.store.RoverCancelTable;
import depot.dispatch.store.RoverOrders;
import depot.dispatch.store.TaskProgress;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.TaskTransitions;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Stores a batch of reports. A small one of only outcomes and confirmations takes one statement for each of the two, committed together
 * with other small writes of that moment; what is refused of it gets a transaction of its own. Any other batch is one transaction. Storing
 * a batch again changes nothing. One thread.
 */
public final class ReportStore {
    private final Transactions transactions;
    private final GroupCommit commits;
    private final Time time;

    /** The outcome of storing reports: the tasks as they are now, the changes that were made, and the rovers that must drop a task. */
    record Stored(Map<UUID, Task> tasks, Set<UUID> progressed, Set<UUID> ended, List<RoverCancelTable.Cancel> toDrop) {
        private Stored() {
            this(new HashMap<>(), new HashSet<>(), new HashSet<>(), new ArrayList<>());
        }

        private void ended(List<TaskTransitions.Moved> moved) {
            for (TaskTransitions.Moved each : moved) {
                tasks.put(each.task().id(), each.task());
                ended.add(each.task().id());
            }
        }

        private void progressed(List<Task> stored) {
            for (Task task : stored) {
                tasks.put(task.id(), task);
                progressed.add(task.id());
            }
        }

        private Set<UUID> refused(ReportBatch batch) {
            Set<UUID> refused = new LinkedHashSet<>();
            for (ReportBatch.Key key : batch.progress.keySet()) {
                if (!progressed.contains(key.task())) {
                    refused.add(key.task());
                }
            }
            for (ReportBatch.Key key : batch.outcomes.keySet()) {
                if (!ended.contains(key.task())) {
                    refused.add(key.task());
                }
            }
            return refused;
        }
    }

    public ReportStore(Transactions transactions, GroupCommit commits, Time time) {
        this.transactions = transactions;
        this.commits = commits;
        this.time = time;
    }

    /** @throws depot.database.DatabaseAway where some of it may be stored, or all */
    Stored store(ReportBatch batch) {
        boolean brief = batch.progress.isEmpty() && batch.cancels.isEmpty() && batch.ended.isEmpty() && GroupCommit.takes(batch.size());
        return brief ? briefly(batch) : transactions.work((connection, changes) -> write(connection, changes, batch));
    }

    private Stored briefly(ReportBatch batch) {
        Stored stored = new Stored();
        Set<UUID> ending = batch.outcomes.keySet().stream().map(ReportBatch.Key::task).collect(Collectors.toSet());
        stored.ended(commits.reports(batch.confirmed(task -> !ending.contains(task)), ReportBatch.changes(batch.outcomes)));
        Set<UUID> refused = stored.refused(batch);
        if (!refused.isEmpty()) {
            transactions.work((connection, changes) -> {
                stored.toDrop.clear(); // it may be run again
                TaskTable.lock(connection, refused);
                RoverOrders.delivered(connection, changes, batch.confirmed(refused::contains)); // an outcome confirms it otherwise
                explain(connection, changes, batch, stored, refused);
                return null;
            });
        }
        return stored;
    }

    private Stored write(Connection connection, Changes changes, ReportBatch batch) throws SQLException {
        MissionTable.keepOf(connection, batch.severalTimes());
        Set<UUID> tasks = new HashSet<>(batch.taskIds());
        tasks.addAll(OpenLinkTable.lock(connection, batch.ended));
        if (tasks.size() > 1) {
            TaskTable.lock(connection, tasks);
        }
        RoverOrders.delivered(connection, changes, List.copyOf(batch.tasks));
        RoverCancelTable.confirm(connection, changes, batch.cancels);
        Stored stored = new Stored();
        progress(connection, changes, ReportBatch.changes(batch.progress), stored);
        stored.ended(TaskTransitions.apply(connection, changes, ReportBatch.changes(batch.outcomes)));
        Set<UUID> refused = stored.refused(batch);
        if (!refused.isEmpty()) {
            explain(connection, changes, batch, stored, refused);
        }
        OpenLinkTable.settle(connection, changes, batch.ended);
        return stored;
    }

    /** Most of it is of tasks that are active already; what is left is a task's first, or not its rover's. */
    private static void progress(Connection connection, Changes changes, List<TaskChange> progress, Stored stored) throws SQLException {
        stored.progressed(TaskProgress.apply(connection, changes, progress));
        List<TaskChange> rest = new ArrayList<>();
        for (TaskChange change : progress) {
            if (!stored.progressed.contains(change.id())) {
                rest.add(change);
            }
        }
        for (TaskTransitions.Moved moved : TaskTransitions.apply(connection, changes, rest)) {
            stored.progressed(List.of(moved.task()));
        }
    }

    /** What the tasks are whose reports changed nothing, and which rovers are to drop theirs. */
    private void explain(Connection connection, Changes changes, ReportBatch batch, Stored stored, Set<UUID> refused) throws SQLException {
        for (Task task : TaskTable.byIds(connection, refused)) {
            stored.tasks.putIfAbsent(task.id(), task);
        }
        long now = time.nanos();
        batch.last().forEach((key, entry) -> {
            if ((batch.outcomes.containsKey(key) ? stored.ended : stored.progressed).contains(key.task())) {
                return; // the change has recorded what to send to the rover then
            }
            ReportAnswer answer = ReportAnswer.of(key.rover(), entry.said().to(), stored.tasks.get(key.task()), false);
            if (answer == ReportAnswer.CANCEL && entry.link() != null && entry.link().lateCancelDue(key.task(), now)) {
                stored.toDrop.add(new RoverCancelTable.Cancel(key.rover(), key.task()));
            }
        });
        RoverCancelTable.add(connection, changes, stored.toDrop);
    }
}
