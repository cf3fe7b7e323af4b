package depot.dispatch.store;

import depot.dispatch.model.Hold;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import depot.dispatch.rules.QueueMatch;
import depot.dispatch.rules.StartOutcome;
import depot.dispatch.rules.StartRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Starts missions: a new task, with a rover or waiting for one. Stateless; the caller's transaction. */
public final class TaskStarter {
    private TaskStarter() {}

    /** A rover, or why there is none. */
    private sealed interface Choice {
        record Taken(String rover) implements Choice {}

        record None(StartRule.Obstacle why) implements Choice {}
    }

    /**
     * A task of a mission. A free rover that an older waiting task could have is not taken from it.
     *
     * @param queue whether it may wait for a rover
     * @param who for its history
     */
    public static StartOutcome start(Connection connection, Changes changes, UUID mission, boolean queue, String who) throws SQLException {
        Optional<StartRule.MissionFacts> facts = find(connection, mission);
        if (facts.isEmpty()) {
            return new StartOutcome.NoSuchMission();
        }
        Optional<String> obstacle = StartRule.mission(facts.get());
        if (obstacle.isPresent()) {
            return new StartOutcome.NotNow(obstacle.get(), false);
        }
        Optional<Hold> held = HoldTable.isHeld(connection);
        Choice choice = held.isPresent() ? new Choice.None(new StartRule.Obstacle(held.get().why(), false)) : choose(connection, facts.get().rover(), !queue);
        return switch (choice) {
            case Choice.Taken(String rover) -> started(changes, TaskTable.insert(connection, mission, rover, null, who));
            case Choice.None(StartRule.Obstacle why) when !queue -> new StartOutcome.NotNow(why.why(), why.soon());
            case Choice.None none when QueueTable.isFull(connection) -> new StartOutcome.QueueFull(QueueTable.MOST);
            case Choice.None(StartRule.Obstacle why) -> started(changes, TaskTable.insert(connection, mission, null, why.why(), who));
        };
    }

    private static StartOutcome started(Changes changes, Task task) {
        changes.task(task);
        changes.rover(task.roverId());
        if (task.roverId() == null) {
            changes.queue();
        }
        return new StartOutcome.Started(task);
    }

    private static Choice choose(Connection connection, String named, boolean patient) throws SQLException {
        Optional<QueueMatch.Waiting> before = QueueTable.before(connection, named);
        if (named == null) {
            if (before.isEmpty()) {
                Optional<String> rover = FreeRovers.takeAny(connection);
                if (rover.isPresent()) {
                    return new Choice.Taken(rover.get());
                }
            }
            StartRule.Obstacle none = FreeRovers.noneFree(connection);
            return new Choice.None(before.isEmpty() || none.why().equals(StartRule.noneFree(0)) ? none
                    : new StartRule.Obstacle(StartRule.behind(before.get().task(), null), none.soon()));
        }
        if (before.isPresent() && before.get().rover() != null) {
            return new Choice.None(new StartRule.Obstacle(StartRule.behind(before.get().task(), named), false));
        }
        Optional<StartRule.Obstacle> obstacle = FreeRovers.take(connection, named, patient);
        if (obstacle.isEmpty() && before.isPresent()) { // it is free, and about to be given to what waits for any rover
            return new Choice.None(new StartRule.Obstacle(StartRule.behind(before.get().task(), null), false));
        }
        return obstacle.<Choice>map(Choice.None::new).orElse(new Choice.Taken(named));
    }

    /**
     * Gives a waiting task to a rover that was free a moment ago. False where it is not any more.
     */
    public static boolean assign(Connection connection, Changes changes, UUID task, String rover) throws SQLException {
        return FreeRovers.take(connection, rover, false).isEmpty()
                && !TaskTransitions.apply(connection, changes, List.of(TaskChange.assign(task, rover))).isEmpty();
    }

    private static Optional<StartRule.MissionFacts> find(Connection connection, UUID mission) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT m.rover_id, coalesce(m.enabled, true) AS enabled,
                    CASE WHEN jsonb_typeof(z.waypoints) = 'array' THEN jsonb_array_length(z.waypoints) > 0 ELSE false END AS has_waypoints
                FROM missions m JOIN zones z ON z.id = m.zone_id WHERE m.id = ? FOR KEY SHARE OF m""")) {
            query.setObject(1, mission);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(new StartRule.MissionFacts(row.getString("rover_id"), row.getBoolean("enabled"),
                        row.getBoolean("has_waypoints"), RouteChecks.fault(connection, mission).orElse(null))) : Optional.empty();
            }
        }
    }
}
