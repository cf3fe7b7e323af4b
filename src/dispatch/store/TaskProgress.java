package depot.dispatch.store;

import depot.dispatch.model.Ids;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Progress of tasks that are active and stay so, of which there are thousands a second. The state does not change, so there
 * is no history to write and no rover to free: one plain statement is enough, at half the cost of {@link TaskTransitions}. Stateless; the
 * caller's transaction.
 */
public final class TaskProgress {
    private static final String SQL = """
            UPDATE tasks t SET progress = coalesce(w.progress, t.progress), waypoint = coalesce(w.waypoint, t.waypoint),
                lap = coalesce(w.lap, t.lap),
                started_at = coalesce(t.started_at, now()), delivered_at = coalesce(t.delivered_at, now()),
                heard_at = now(), heard_steady = (SELECT steady FROM dispatch_clock), silent_since = NULL, stalled_since = NULL,
                stalled_why = NULL, unknown_since = NULL, unknown_steady = NULL, hearing_lost = false, waiting_for = NULL,
                heard_link = w.link, version = t.version + 1
            FROM unnest(?::uuid[], ?::text[], ?::int[], ?::int[], ?::int[], ?::bigint[], ?::bool[], ?::int[])
                AS w(id, rover, progress, waypoint, lap, link, numbered, attempt)
            WHERE t.id = w.id AND t.rover_id = w.rover AND t.status = 'active' AND\s""" + TaskTransitions.OF_THIS_ATTEMPT
            + " AND " + TaskTransitions.NOT_OVERTAKEN
            + " RETURNING " + TaskTable.COLUMNS;

    private TaskProgress() {}

    /**
     * Stores progress where the task is active and the rover's; the rest is for {@link TaskTransitions}. Adds what others need
     * to hear of it to {@code effects}.
     *
     * @param changes made by {@link TaskChange#progress}
     * @return the tasks stored, in no order
     */
    public static List<Task> apply(Connection connection, Changes effects, List<TaskChange> changes) throws SQLException {
        if (changes.isEmpty()) {
            return List.of();
        }
        List<TaskChange> sorted = new ArrayList<>(changes);
        sorted.sort(Comparator.comparing(TaskChange::id, Ids.IN_ORDER)); // rows are locked in one order, as far as the plan keeps it
        List<Task> stored = new ArrayList<>(sorted.size());
        try (PreparedStatement update = connection.prepareStatement(SQL)) {
            update.setArray(1, connection.createArrayOf("uuid", column(sorted, TaskChange::id)));
            update.setArray(2, connection.createArrayOf("text", column(sorted, TaskChange::heldBy)));
            update.setArray(3, connection.createArrayOf("int", column(sorted, change -> change.report().progress())));
            update.setArray(4, connection.createArrayOf("int", column(sorted, change -> change.report().waypoint())));
            update.setArray(5, connection.createArrayOf("int", column(sorted, change -> change.report().lap())));
            update.setArray(6, connection.createArrayOf("bigint", column(sorted, change -> change.heard().link())));
            update.setArray(7, connection.createArrayOf("bool", column(sorted, change -> change.heard().numbered())));
            update.setArray(8, connection.createArrayOf("int", column(sorted, change -> change.heard().attempt())));
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    stored.add(TaskTable.read(row));
                }
            }
        }
        stored.forEach(effects::task);
        return stored;
    }

    private static Object[] column(List<TaskChange> changes, Function<TaskChange, Object> value) {
        Object[] values = new Object[changes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(changes.get(i));
        }
        return values;
    }
}
