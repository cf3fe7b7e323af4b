package depot.dispatch.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What dispatch has stored: the tables of the contract, and the history of tasks. Immutable.
 *
 * @param tasks by id
 * @param changes in order
 * @param missions the rover that each mission names, or null
 */
record Books(Map<String, TaskView> tasks, List<Change> changes, Map<String, String> missions) {
    /** One entry of a task's history; {@code from}, {@code rover} and {@code why} may be null, {@code at} is as in {@link Event}. */
    record Change(long at, String task, String mission, String from, String to, String rover, String who, String why) {
        @Override
        public String toString() {
            return from + " → " + to + (rover == null ? "" : " on " + rover) + " by " + who + (why == null ? "" : " (" + why + ")");
        }
    }

    /**
     * Reads all of it as of one moment.
     *
     * @param clock the database's time as one of {@link Event}
     */
    static Books read(Connection connection, ToLongFunction<Instant> clock) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        Map<String, TaskView> tasks = new LinkedHashMap<>();
        List<Change> changes = new ArrayList<>();
        Map<String, String> missions = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            // as JSON the row has the column only where this dispatch's table has it
            try (ResultSet row = statement.executeQuery("""
                    SELECT id, mission_id, rover_id, status, progress, waypoint, lap, to_jsonb(t) ->> 'unknown_since' FROM tasks t
                        ORDER BY created_at, id""")) {
                while (row.next()) {
                    tasks.put(row.getString(1), new TaskView(row.getString(1), row.getString(2), row.getString(3), row.getString(4),
                            row.getInt(5), row.getInt(6), row.getInt(7), row.getString(8) == null ? null : "unknown", null, null));
                }
            }
            try (ResultSet row = statement.executeQuery(
                    "SELECT task_id, mission_id, from_status, to_status, rover_id, who, why, at FROM task_events ORDER BY id")) {
                while (row.next()) {
                    long at = clock.applyAsLong(row.getObject(8, OffsetDateTime.class).toInstant());
                    changes.add(new Change(at, row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5),
                            row.getString(6), row.getString(7)));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT id, rover_id FROM missions")) {
                while (row.next()) {
                    missions.put(row.getString(1), row.getString(2));
                }
            }
        }
        connection.rollback();
        return new Books(tasks, changes, missions);
    }
}
