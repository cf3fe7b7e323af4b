package depot.dispatch.sweep;

import depot.dispatch.model.Hold;
import depot.dispatch.model.Mission;
import depot.dispatch.model.Schedule;
import depot.dispatch.model.Task;
import depot.dispatch.rules.StartOutcome;
import depot.dispatch.store.Changes;
import depot.dispatch.store.HoldTable;
import depot.dispatch.store.MissionTable;
import depot.dispatch.store.TaskStarter;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts missions that are due. The row of the mission is locked, its next time written and its task made in one
 * transaction, so that each due time fires once, however many processes look and whenever one is killed. When somebody
 * last looked stands in the database: that tells a time that was missed while everything was down.
 */
public final class DueMissions implements Sweep.Chore {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    /** A look that comes later than this after the last, and a time that is past by more, were missed. */
    private static final Duration MISSED = Duration.ofSeconds(10);
    private static final int TOGETHER = 100;
    private static final String WHO = "schedule";

    private final Transactions transactions;

    public DueMissions(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void look() {
        transactions.work(DueMissions::start);
    }

    private static Void start(Connection connection, Changes changes) throws SQLException {
        Clock clock = clock(connection);
        for (Mission mission : MissionTable.due(connection, TOGETHER)) {
            Instant due = mission.nextDue();
            boolean missed = clock.wasDown() && Duration.between(due, clock.now).compareTo(MISSED) > 0;
            String outcome = missed && !mission.schedule().catchesUp() ? "missed while everything was down"
                    : fire(connection, changes, mission, missed);
            Optional<Instant> next = mission.schedule().trigger() == Schedule.Trigger.CRON
                    ? mission.schedule().next(missed ? clock.now : due) : Optional.empty();
            MissionTable.fired(connection, mission.id(), due, outcome, next.orElse(null));
            log.info("mission {} was due at {}: {}", mission.name(), due, outcome);
        }
        return null;
    }

    private static String fire(Connection connection, Changes changes, Mission mission, boolean late) throws SQLException {
        Optional<Hold> held = HoldTable.isHeld(connection);
        if (held.isPresent()) {
            return "skipped: " + held.get().why();
        }
        Optional<String> running = openTask(connection, mission);
        if (running.isPresent()) {
            return "skipped, as its task " + running.get() + " has not ended";
        }
        return switch (TaskStarter.start(connection, changes, mission.id(), true, WHO)) {
            case StartOutcome.Started(Task task) -> (late ? "made up for with task " : "started task ") + task.id();
            case StartOutcome.NotNow(String why, boolean soon) -> "not started: " + why;
            case StartOutcome.QueueFull(int most) -> "not started: " + most + " tasks wait already";
            case StartOutcome.NoSuchMission() -> "not started: it was deleted";
        };
    }

    private static Optional<String> openTask(Connection connection, Mission mission) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT id::text FROM tasks WHERE mission_id = ? AND status IN ('pending', 'assigned', 'active') ORDER BY created_at LIMIT 1")) {
            query.setObject(1, mission.id());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** By the database's clock, which all processes share. */
    private record Clock(Instant lookedAt, Instant now) {
        boolean wasDown() {
            return Duration.between(lookedAt, now).compareTo(MISSED) > 0;
        }
    }

    private static Clock clock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        WITH before AS (SELECT looked_at FROM dispatch_clock FOR UPDATE)
                        UPDATE dispatch_clock c SET looked_at = clock_timestamp() FROM before RETURNING before.looked_at, c.looked_at""")) {
            row.next();
            return new Clock(row.getObject(1, OffsetDateTime.class).toInstant(), row.getObject(2, OffsetDateTime.class).toInstant());
        }
    }
}
