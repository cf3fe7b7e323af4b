package depot.dispatch.sweep;

import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import depot.dispatch.store.Changes;
import depot.dispatch.store.TaskEventTable;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Marks tasks whose rover is connected and reports nothing for long. That is often normal (a long way, a rover that fell back
 * to idle), so it is only shown, and an operator decides. Measured by the steady clock.
 */
public final class SilentTasks implements Sweep.Chore {
    private final Transactions transactions;
    private final Duration silentAfter;
    private final double seconds;

    /** @param step how often the steady clock is advanced */
    public SilentTasks(Transactions transactions, Duration silentAfter, Duration step) {
        this.transactions = transactions;
        this.silentAfter = silentAfter;
        seconds = silentAfter.plus(SteadyClock.longest(step)).toMillis() / 1000.0;
    }

    @Override
    public void look() {
        transactions.work(this::mark);
    }

    private Void mark(Connection connection, Changes changes) throws SQLException {
        for (Task task : TaskTable.markSilent(connection, seconds)) {
            TaskEventTable.note(connection, List.of(task), TaskChange.DISPATCH,
                    "rover " + task.roverId() + " is connected and has said nothing of it for " + LostRovers.shown(silentAfter));
            changes.task(task);
        }
        return null;
    }
}
