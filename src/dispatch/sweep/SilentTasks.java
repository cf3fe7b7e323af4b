package depot.dispatch.sweep;

import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import depot.dispatch.store.Changes;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.TaskTransitions;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Marks tasks whose rover is connected and says nothing for long. That is a normal sight (a long way, a rover that fell
 * back to idle), and not for us to decide on: it is shown.
 */
public final class SilentTasks implements Sweep.Chore {
    private final Transactions ledger;
    private final Duration silentAfter;

    public SilentTasks(Transactions ledger, Duration silentAfter) {
        this.ledger = ledger;
        this.silentAfter = silentAfter;
    }

    @Override
    public void look() {
        ledger.work(this::mark);
    }

    private Void mark(Connection connection, Changes changes) throws SQLException {
        List<Task> silent = new ArrayList<>();
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE tasks t SET silent_since = t.heard_at, version = t.version + 1 FROM rover_links r
                WHERE r.rover_id = t.rover_id AND r.connected AND t.status IN ('assigned', 'active') AND t.silent_since IS NULL
                    AND t.heard_at < now() - make_interval(secs => ?) RETURNING\s""" + TaskTable.COLUMNS)) {
            update.setDouble(1, silentAfter.toMillis() / 1000.0);
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    silent.add(TaskTable.read(row));
                }
            }
        }
        for (Task task : silent) {
            TaskTransitions.note(connection, task.id(), task.missionId(), task.status(), task.status(), task.roverId(), TaskChange.DISPATCH,
                    "rover " + task.roverId() + " is connected and has said nothing of it for " + LostRovers.shown(silentAfter));
            changes.task(task);
        }
        return null;
    }
}
