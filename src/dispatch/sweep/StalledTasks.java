package depot.dispatch.sweep;

import depot.common.time.Time;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.rules.FleetView;
import depot.dispatch.rules.StallRule;
import depot.dispatch.store.StallTable;
import depot.dispatch.store.TaskEventTable;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Marks tasks whose rover is known not to drive them: it has fallen to idle, an operator drives it by hand, its e-stop is pressed. The
 * mark ends by itself when the rover drives again or reports. A mode that is not known neither sets nor ends a mark. For the
 * sweep's thread.
 */
public final class StalledTasks implements Sweep.Chore {
    private final Transactions transactions;
    private final Supplier<List<Task>> openTasks;
    private final FleetView fleet;
    private final Duration stalledAfter;
    private final Time time;
    private final Map<UUID, Standing> standing = new HashMap<>();

    /** Since when a rover stands, at this point of its task. */
    private static final class Standing {
        final long sinceNanos;
        final List<Object> point;
        boolean marked;

        Standing(long sinceNanos, List<Object> point) {
            this.sinceNanos = sinceNanos;
            this.point = point;
        }
    }

    public StalledTasks(Transactions transactions, Supplier<List<Task>> openTasks, FleetView fleet, Duration stalledAfter, Time time) {
        this.transactions = transactions;
        this.openTasks = openTasks;
        this.fleet = fleet;
        this.stalledAfter = stalledAfter;
        this.time = time;
    }

    @Override
    public void look() {
        Map<UUID, String> stalled = new HashMap<>();
        List<UUID> driving = new ArrayList<>();
        List<UUID> there = new ArrayList<>();
        for (Task task : openTasks.get()) {
            if (TaskStatus.ON_ROVER.contains(task.status()) && task.delivery() != null) {
                there.add(task.id());
                look(task, stalled, driving);
            }
        }
        standing.keySet().retainAll(there);
        if (!stalled.isEmpty() || !driving.isEmpty()) {
            write(stalled, driving);
        }
    }

    private void look(Task task, Map<UUID, String> stalled, List<UUID> driving) {
        switch (StallRule.of(fleet.of(task.roverId()))) {
            case StallRule.Driving.Yes yes -> {
                standing.remove(task.id());
                if (task.stalled() != null) {
                    driving.add(task.id());
                }
            }
            case StallRule.Driving.Unknown unknown -> standing.remove(task.id());
            case StallRule.Driving.No(String why) -> {
                List<Object> point = List.of(task.roverId(), task.waypoint(), task.lap(), task.progress());
                Standing since = standing.get(task.id());
                boolean sentAgain = since != null && since.marked && task.stalled() == null; // or it reported
                if (since == null || !since.point.equals(point) || sentAgain) {
                    since = new Standing(time.nanos(), point);
                    standing.put(task.id(), since);
                }
                boolean long_ = time.nanos() - since.sinceNanos >= stalledAfter.toNanos();
                if (long_ && (task.stalled() == null || !task.stalled().why().equals(why))) {
                    stalled.put(task.id(), why);
                    since.marked = true;
                }
            }
        }
    }

    private void write(Map<UUID, String> stalled, List<UUID> driving) {
        transactions.work((connection, changes) -> {
            TaskTable.lock(connection, Stream.concat(stalled.keySet().stream(), driving.stream()).toList());
            for (Task task : StallTable.mark(connection, stalled)) {
                TaskEventTable.note(connection, List.of(task), TaskChange.DISPATCH, "stalled: rover " + task.roverId() + " "
                        + task.stalled().why() + "; " + StallRule.HELP);
                changes.task(task);
            }
            List<Task> ended = StallTable.end(connection, driving);
            TaskEventTable.note(connection, ended, TaskChange.DISPATCH, "its rover drives again");
            ended.forEach(changes::task);
            return null;
        });
    }
}
