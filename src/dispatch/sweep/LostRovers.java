package depot.dispatch.sweep;

import depot.dispatch.model.TaskChange;
import depot.dispatch.store.Changes;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.TaskTransitions;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fails, or gives to other rovers, the tasks of rovers that stay away for too long, and tasks whose state is unknown for as long, as their
 * missions say. Measured by the steady clock, so setting a clock has no effect.
 */
public final class LostRovers implements Sweep.Chore {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final int TOGETHER = 1000;

    private final Transactions transactions;
    private final Duration lostAfter;
    private final double seconds;

    /** @param step how often the steady clock is advanced */
    public LostRovers(Transactions transactions, Duration lostAfter, Duration step) {
        this.transactions = transactions;
        this.lostAfter = lostAfter;
        seconds = lostAfter.plus(SteadyClock.longest(step)).toMillis() / 1000.0;
    }

    @Override
    public void look() {
        for (TaskTransitions.Moved moved : transactions.work(this::move)) {
            log.warn("rover {} was not heard of for {}: its task {} is {}", moved.had(), shown(lostAfter), moved.task().id(), moved.task()
                    .status().text());
        }
    }

    private List<TaskTransitions.Moved> move(Connection connection, Changes changes) throws SQLException {
        List<TaskChange> lost = new ArrayList<>();
        for (TaskTable.Lost task : TaskTable.lost(connection, seconds, TOGETHER)) {
            String why = task.unknown() ? "it was not known how it is on rover " + task.rover() + " for " + shown(lostAfter)
                    : "rover " + task.rover() + " was not connected for " + shown(lostAfter);
            lost.add(task.onLoss().equals("requeue") ? TaskChange.requeue(task.id(), task.rover(), why) : TaskChange.lost(task.id(),
                    task.rover(), why));
        }
        return TaskTransitions.apply(connection, changes, lost);
    }

    static String shown(Duration duration) {
        return duration.toMinutes() > 0 && duration.toSeconds() % 60 == 0 ? duration.toMinutes() + " min"
                : duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
