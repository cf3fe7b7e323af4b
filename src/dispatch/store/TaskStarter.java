package depot.dispatch.store;

import depot.dispatch.model.Task;
import depot.dispatch.rules.StartOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Starts missions: a new task, with a rover or waiting for one. Stateless; the caller's transaction. */
public final class TaskStarter {
    private TaskStarter() {}

    /**
     * A task of a mission.
     *
     * @param queue whether it may wait for a rover
     * @param who for its history
     */
    public static StartOutcome start(Connection connection, Changes changes, UUID mission, boolean queue, String who) throws SQLException {
        Optional<Startable> found = find(connection, mission);
        if (found.isEmpty()) {
            return new StartOutcome.NoSuchMission();
        }
        Startable startable = found.get();
        Optional<String> obstacle = startable.obstacle();
        if (obstacle.isPresent()) {
            return new StartOutcome.NotNow(obstacle.get());
        }
        Optional<String> rover = FreeRovers.take(connection, startable.rover(), !queue);
        if (rover.isEmpty() && !queue) {
            return new StartOutcome.NotNow(startable.rover() == null ? noRover(connection)
                    : FreeRovers.obstacle(connection, startable.rover()).orElse("rover " + startable.rover() + " is not free"));
        }
        Task task = TaskTable.insert(connection, mission, rover.orElse(null), rover.isPresent() ? null : waitingFor(connection, startable), who);
        changes.task(task);
        changes.rover(task.roverId());
        if (rover.isEmpty()) {
            changes.queue();
        }
        return new StartOutcome.Started(task);
    }

    public static String noRover(Connection connection) throws SQLException {
        return "no rover is free: " + FreeRovers.noneFree(connection);
    }

    private static String waitingFor(Connection connection, Startable startable) throws SQLException {
        if (startable.rover() == null) {
            return noRover(connection);
        }
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT t.id FROM tasks t JOIN missions m ON m.id = t.mission_id
                WHERE t.status = 'pending' AND m.rover_id = ? ORDER BY t.created_at, t.id LIMIT 1""")) {
            query.setString(1, startable.rover());
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) {
                    return behind(row.getObject(1, UUID.class), startable.rover());
                }
            }
        }
        return FreeRovers.obstacle(connection, startable.rover()).orElse("rover " + startable.rover());
    }

    public static String behind(UUID task, String rover) {
        return "task " + task + " is before it in the queue for rover " + rover;
    }

    /**
     * What starting a mission depends on.
     *
     * @param rover null for any
     */
    private record Startable(String rover, boolean enabled, boolean hasWaypoints) {
        /** Why it cannot be started at all. */
        Optional<String> obstacle() {
            if (!enabled) {
                return Optional.of("the mission is disabled");
            }
            return hasWaypoints ? Optional.empty() : Optional.of("its zone has no waypoints");
        }
    }

    private static Optional<Startable> find(Connection connection, UUID mission) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT m.rover_id, coalesce(m.enabled, true),
                    CASE WHEN jsonb_typeof(z.waypoints) = 'array' THEN jsonb_array_length(z.waypoints) > 0 ELSE false END
                FROM missions m JOIN zones z ON z.id = m.zone_id WHERE m.id = ? FOR KEY SHARE OF m""")) {
            query.setObject(1, mission);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(new Startable(row.getString(1), row.getBoolean(2), row.getBoolean(3))) : Optional.empty();
            }
        }
    }
}
