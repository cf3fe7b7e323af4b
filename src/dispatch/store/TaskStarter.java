package depot.dispatch.store;

import depot.dispatch.model.Hold;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import depot.dispatch.rules.Candidate;
import depot.dispatch.rules.Eligibility;
import depot.dispatch.rules.FleetView;
import depot.dispatch.rules.Needs;
import depot.dispatch.rules.Obstacle;
import depot.dispatch.rules.Pairing;
import depot.dispatch.rules.RoverBooks;
import depot.dispatch.rules.RoverChoice;
import depot.dispatch.rules.StartOutcome;
import depot.dispatch.rules.StartRule;
import depot.dispatch.rules.WhyNone;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Starts missions: a new task, with a rover or waiting for one. Stateless; the caller's transaction. */
public final class TaskStarter {
    private TaskStarter() {}

    /** A rover, or why there is none. @param soon whether that is expected to pass within a moment */
    private sealed interface Choice {
        record Taken(String rover) implements Choice {}

        record None(String why, boolean soon) implements Choice {}
    }

    /** What a start depends on. @param takenBy what occupies its zone, which it needs exclusively, for a person; null for nothing */
    record Plan(StartRule.MissionFacts facts, Needs needs, String takenBy) {}

    /**
     * A task of a mission. A free rover that an older waiting task could have is not taken from it.
     *
     * @param queue whether it may wait for a rover
     * @param who the actor, for its history
     */
    public static StartOutcome start(Connection connection, Changes changes, FleetView fleet, UUID mission, boolean queue,
            String who) throws SQLException {
        Optional<Plan> plan = plan(connection, mission);
        if (plan.isEmpty()) {
            return new StartOutcome.NoSuchMission();
        }
        Optional<String> obstacle = StartRule.mission(plan.get().facts);
        if (obstacle.isPresent()) {
            return new StartOutcome.NotNow(obstacle.get(), false);
        }
        Optional<Hold> held = HoldTable.isHeld(connection);
        Choice choice = held.isPresent() ? new Choice.None(held.get().why(), false)
                : plan.get().takenBy != null ? new Choice.None(plan.get().takenBy, false) : choose(connection, fleet, mission,
                plan.get().needs, !queue);
        return switch (choice) {
            case Choice.Taken(String rover) -> started(changes, TaskTable.insert(connection, mission, rover, null, who));
            case Choice.None(String why, boolean soon) when !queue -> new StartOutcome.NotNow(why, soon);
            case Choice.None none when QueueTable.isFull(connection) -> new StartOutcome.QueueFull(QueueTable.MOST);
            case Choice.None(String why, boolean soon) -> started(changes, TaskTable.insert(connection, mission, null, why, who));
        };
    }

    /**
     * The rovers that could get a task of a mission now.
     *
     * @param why no rover could; empty where that depends on the rover
     * @param rovers every connected one, the best first
     */
    public record Candidates(Optional<String> why, List<Candidate> rovers) {}

    /** Empty where there is no such mission. */
    public static Optional<Candidates> candidates(Connection connection, FleetView fleet, UUID mission) throws SQLException {
        Optional<Plan> plan = plan(connection, mission);
        if (plan.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> why = StartRule.mission(plan.get().facts);
        if (why.isEmpty()) {
            why = HoldTable.isHeld(connection).map(Hold::why).or(() -> Optional.ofNullable(plan.get().takenBy));
        }
        return Optional.of(new Candidates(why, RoverChoice.ordered(FreeRovers.connected(connection).values().stream()
                .map(books -> Candidate.of(books, fleet, plan.get().needs)).toList())));
    }

    private static StartOutcome started(Changes changes, Task task) {
        changes.task(task);
        changes.rover(task.roverId());
        if (task.roverId() == null) {
            changes.queue();
        }
        return new StartOutcome.Started(task);
    }

    /**
     * @param patient whether to wait for a rover that another transaction has locked, and to say why none is free as of now; not for
     *     a task that may wait: it is tried again, and what it waits for is said anew within two seconds
     */
    private static Choice choose(Connection connection, FleetView fleet, UUID mission, Needs needs, boolean patient) throws SQLException {
        if (needs.rover() != null) {
            return named(connection, fleet, needs, patient);
        }
        if (!patient) { // where an older one of the mission waits, this gets no rover before it, and waits for the same
            Optional<String> said = QueueTable.saidOf(connection, mission);
            if (said.isPresent()) {
                return new Choice.None(said.get(), false);
            }
        }
        List<Candidate> best = RoverChoice.of(FreeRovers.all(connection).stream().map(books -> Candidate.of(books, fleet, needs)).toList());
        List<Pairing.Waiting> older = best.isEmpty() ? List.of() : QueueTable.startable(connection, best.stream()
                .map(each -> each.books().rover()).toList(), 1);
        UUID before = null;
        Savepoint start = patient && !best.isEmpty() ? connection.setSavepoint() : null;
        for (boolean wait : patient ? List.of(false, true) : List.of(false)) {
            for (Candidate each : best) {
                Optional<UUID> olderTask = before(older, each.books(), fleet);
                if (olderTask.isPresent()) {
                    before = olderTask.get();
                } else if (FreeRovers.take(connection, each.books().rover(), wait, start)) {
                    return new Choice.Taken(each.books().rover());
                }
            }
        }
        Obstacle none = WhyNone.of(FreeRovers.connected(connection).values().stream().map(books -> Candidate.of(books, fleet, needs))
                .toList());
        return before != null ? new Choice.None(StartRule.behind(before, null), none.soon()) : new Choice.None(none.why(), none.soon());
    }

    private static Choice named(Connection connection, FleetView fleet, Needs needs, boolean patient) throws SQLException {
        String rover = needs.rover();
        Optional<Obstacle> obstacle = obstacle(connection, fleet, needs);
        if (obstacle.isEmpty()) {
            RoverBooks books = RoverBooks.free(rover, 0);
            Optional<UUID> before = before(QueueTable.startable(connection, List.of(rover), 1), books, fleet);
            if (before.isPresent()) { // it is free, and about to be given to what waits
                return new Choice.None(StartRule.behind(before.get(), rover), false);
            }
            if (FreeRovers.take(connection, rover, patient, patient ? connection.setSavepoint() : null)) {
                return new Choice.Taken(rover);
            }
            obstacle = obstacle(connection, fleet, needs);
        }
        return obstacle.map(why -> new Choice.None(why.of(rover), why.soon()))
                .orElse(new Choice.None("rover " + rover + " is being given a task", true));
    }

    private static Optional<Obstacle> obstacle(Connection connection, FleetView fleet, Needs needs) throws SQLException {
        return Eligibility.obstacle(Candidate.of(FreeRovers.books(connection, List.of(needs.rover())).get(needs.rover()), fleet, needs));
    }

    /** The oldest waiting task that could have this free rover. */
    private static Optional<UUID> before(List<Pairing.Waiting> waiting, RoverBooks rover, FleetView fleet) {
        return waiting.stream().filter(task -> Eligibility.obstacle(Candidate.of(rover, fleet, task.needs())).isEmpty())
                .min(java.util.Comparator.comparingLong(Pairing.Waiting::seq)).map(Pairing.Waiting::task);
    }

    /**
     * Gives a waiting task to a rover that was free a moment ago. False where it is not any more, where it may not have it any more, or
     * where a rover is in the task's zone by now.
     */
    public static boolean assign(Connection connection, Changes changes, FleetView fleet, Pairing.Waiting task,
            String rover) throws SQLException {
        return Eligibility.obstacle(Candidate.of(RoverBooks.free(rover, 0), fleet, task.needs())).isEmpty()
                && (task.exclusiveZone() == null || isZoneFree(connection, task.exclusiveZone()))
                && FreeRovers.take(connection, rover, false, null)
                && !TaskTransitions.apply(connection, changes, List.of(TaskChange.assign(task.task(), rover))).isEmpty();
    }

    /** Locks the zone, so that of two starts that need it exclusively one sees the other. */
    private static boolean isZoneFree(Connection connection, UUID zone) throws SQLException {
        if (!lockZone(connection, zone)) {
            return false; // its holder may wait for a rover that is locked here
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT " + MissionNeeds.ZONE_TAKEN
                + " AS taken FROM zones z WHERE z.id = ?")) {
            query.setObject(1, zone);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && !row.getBoolean("taken");
            }
        }
    }

    private static boolean lockZone(Connection connection, UUID zone) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT z.id FROM zones z WHERE z.id = ? FOR NO KEY UPDATE SKIP "
                + "LOCKED")) {
            lock.setObject(1, zone);
            try (ResultSet row = lock.executeQuery()) {
                return row.next();
            }
        }
    }

    /** What starting it depends on, with its zone locked where that is for one rover at a time; empty where there is no such mission. */
    static Optional<Plan> plan(Connection connection, UUID mission) throws SQLException {
        Optional<String> fault = RouteChecks.fault(connection, mission);
        try (PreparedStatement query = connection.prepareStatement("SELECT z.id FROM missions m JOIN zones z ON z.id = m.zone_id WHERE "
                + "m.id = ? AND z.exclusive FOR NO KEY UPDATE OF z")) {
            query.setObject(1, mission);
            query.executeQuery().close();
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT coalesce(m.enabled, true) AS enabled,"
                + " CASE WHEN jsonb_typeof(z.waypoints) = 'array' THEN jsonb_array_length(z.waypoints) > 0 ELSE false END AS "
                + "has_waypoints, "
                + MissionNeeds.TAKEN_BY + " AS taken_by, " + MissionNeeds.COLUMNS
                + " FROM missions m JOIN zones z ON z.id = m.zone_id WHERE m.id = ? FOR KEY SHARE OF m")) {
            query.setObject(1, mission);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(new Plan(new StartRule.MissionFacts(row.getString("rover_id"), row.getBoolean("enabled"),
                        row.getBoolean("has_waypoints"), fault.orElse(null)), MissionNeeds.read(row),
                        row.getString("taken_by"))) : Optional.empty();
            }
        }
    }
}
