package depot.dispatch.sweep;

import depot.dispatch.model.TaskChange;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.store.Changes;
import depot.dispatch.store.MissionTable;
import depot.dispatch.store.OpenRoutes;
import depot.dispatch.store.TaskTransitions;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fails, or gives to other rovers, the tasks of rovers in trouble, where their missions say so, by the same rules as for a lost rover:
 * the rover is sent a cancel, and is not free until it has confirmed that. For the sweep's thread.
 */
public final class TroubledTasks implements Sweep.Chore {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");

    private final Transactions transactions;
    private final Supplier<Map<UUID, AlarmWatch.Trouble>> troubles;

    /** @param troubles of rovers on tasks, as of now */
    public TroubledTasks(Transactions transactions, Supplier<Map<UUID, AlarmWatch.Trouble>> troubles) {
        this.transactions = transactions;
        this.troubles = troubles;
    }

    @Override
    public void look() {
        Map<UUID, AlarmWatch.Trouble> now = troubles.get();
        if (!now.isEmpty()) {
            for (TaskTransitions.Moved moved : transactions.work((connection, changes) -> move(connection, changes, now))) {
                log.warn("rover {} is in trouble: its task {} is {}", moved.had(), moved.task().id(), moved.task().status().text());
            }
        }
    }

    private static List<TaskTransitions.Moved> move(Connection connection, Changes changes, Map<UUID,
            AlarmWatch.Trouble> troubles) throws SQLException {
        List<TaskChange> moves = new ArrayList<>();
        OpenRoutes.moved(connection, troubles.keySet()).forEach((task, requeue) -> {
            AlarmWatch.Trouble trouble = troubles.get(task);
            String why = "rover " + trouble.rover() + ": " + trouble.text();
            moves.add(requeue ? TaskChange.requeue(task, trouble.rover(), why) : TaskChange.lost(task, trouble.rover(), why));
        });
        MissionTable.keepOf(connection, moves.stream().map(TaskChange::id).toList()); // each is changed twice
        List<TaskTransitions.Moved> moved = TaskTransitions.apply(connection, changes, moves);
        OpenRoutes.avoid(connection, moved.stream().filter(each -> each.task().status() == TaskStatus.PENDING)
                .collect(Collectors.toMap(each -> each.task().id(), TaskTransitions.Moved::had)));
        return moved;
    }
}
