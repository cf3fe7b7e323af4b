package depot.dispatch.store;

import depot.dispatch.model.Task;
import depot.dispatch.model.TaskEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The history of tasks, which outlives them. Changes of state are written by {@link TaskTransitions}. Stateless; the caller's transaction.
 */
public final class TaskEventTable {
    private TaskEventTable() {}

    /** Oldest first; empty for a task that never was. */
    public static List<TaskEvent> of(Connection connection, UUID task) throws SQLException {
        List<TaskEvent> events = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT at, from_status, to_status, rover_id, who, why FROM task_events WHERE task_id = ? ORDER BY id")) {
            query.setObject(1, task);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    events.add(new TaskEvent(Columns.instant(row, "at"), row.getString("from_status"), row.getString("to_status"),
                            row.getString("rover_id"), row.getString("who"), row.getString("why")));
                }
            }
        }
        return events;
    }

    /** Something that does not change a task's state, of each of these. */
    public static void note(Connection connection, Collection<Task> tasks, String who, String why) throws SQLException {
        if (tasks.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO task_events(task_id, mission_id, from_status, to_status, rover_id, who, why)
                SELECT t.id, t.mission_id, t.status, t.status, t.rover_id, ?, ? FROM tasks t WHERE t.id = ANY(?)""")) {
            insert.setString(1, who);
            insert.setString(2, why);
            insert.setArray(3, connection.createArrayOf("uuid", tasks.stream().map(Task::id).toArray()));
            insert.executeUpdate();
        }
    }
}
