package depot.dispatch.sweep;

import depot.common.time.Time;
import depot.dispatch.model.Hold;
import depot.dispatch.model.Mission;
import depot.dispatch.model.Task;
import depot.dispatch.rules.AgeRule;
import depot.dispatch.rules.ClockStep;
import depot.dispatch.rules.DueRule;
import depot.dispatch.rules.FleetView;
import depot.dispatch.rules.StartOutcome;
import depot.dispatch.store.Changes;
import depot.dispatch.store.ClockStepTable;
import depot.dispatch.store.DatabaseClock;
import depot.dispatch.store.HoldTable;
import depot.dispatch.store.LookTable;
import depot.dispatch.store.MissionTable;
import depot.dispatch.store.TaskStarter;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts missions that are due. The row of the mission is locked, its next time written and its task made in one transaction, so that each
 * due time fires once, however many processes check and whenever one is killed. The database has the time of the last check, which
 * shows times that were missed while no dispatch ran, and a clock that was set back meanwhile. A clock that is set while this process runs
 * shows against its monotonic clock; each process finds that out for itself, and what it then does has no effect when another has done
 * it before. Used by the sweep's thread alone.
 */
public final class DueMissions implements Sweep.Chore {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final int TOGETHER = 10; // their zones are held meanwhile
    private static final String WHO = "schedule";
    private static final Duration LONGEST_REPEATED = Duration.ofSeconds(10); // no transaction of ours locks for longer
    private static final Duration LOOKS = Duration.ofMinutes(1); // they are far more frequent

    private final Transactions transactions;
    private final FleetView fleet;
    private final DatabaseClock clock;
    private final Time time;
    private ClockStep.Reading last; // null before the first look
    private Long repeating; // since when the same look is repeated; null while none is
    private long stepsSeen; // the number of the newest step of the clock at that reading

    /** @param clock of the database, which all processes share */
    public DueMissions(Transactions transactions, FleetView fleet, DatabaseClock clock, Time time) {
        this.transactions = transactions;
        this.fleet = fleet;
        this.clock = clock;
        this.time = time;
    }

    @Override
    public void look() {
        Looked looked = transactions.work(this::begin);
        if (looked.look.isPresent()) {
            DueRule.Look look = looked.look.get();
            while (transactions.work((connection, changes) -> start(connection, changes, look)) == TOGETHER) {
                // there are more
            }
            // not before all is done: a kill, or the database's absence, must not hide what was missed
            if (!transactions.database().work(connection -> note(connection, look))) {
                repeating = repeating == null ? time.nanos() : repeating;
                return;
            }
        }
        repeating = null;
        stepsSeen = looked.steps;
        last = looked.reading; // not before all is done: what was broken off is found again
    }

    /** False where something was locked of which only this look knows that it was missed, or was due by another clock. */
    private boolean note(Connection connection, DueRule.Look look) throws SQLException {
        boolean patient = repeating == null || time.nanos() - repeating < LONGEST_REPEATED.toNanos();
        if (patient && (look.wasDown() || !look.step().isZero()) && MissionTable.isAnyDue(connection, look.now())) {
            return false;
        }
        LookTable.looked(connection, look.now());
        return true;
    }

    /** A reading of the clock, and what follows from it; no look where another process may know more. */
    private record Looked(ClockStep.Reading reading, long steps, Optional<DueRule.Look> look) {}

    private Looked begin(Connection connection, Changes changes) throws SQLException {
        LookTable.Last locked = LookTable.lock(connection);
        Instant lookedAt = locked.lookedAt();
        long asked = time.nanos();
        Instant now = clock.read(connection);
        ClockStep.Reading reading = new ClockStep.Reading(now, asked, time.nanos());
        Duration step = last == null ? Duration.ZERO : ClockStep.between(last, reading);
        if (step.isZero() && Duration.between(now, lookedAt).compareTo(DueRule.MISSED) > 0) {
            step = Duration.between(lookedAt, now); // set back while no dispatch ran
        }
        boolean wasDown = !step.isNegative() && Duration.between(lookedAt, now.minus(step)).compareTo(DueRule.MISSED) > 0;
        noteStep(connection, locked, now, step);
        long steps = ClockStepTable.newest(connection);
        if (last == null && wasDown) {
            // or the clock was set, and a process that was here then sees to it
            return new Looked(reading, steps, Optional.empty());
        }
        DueRule.Look look = new DueRule.Look(now, step, wasDown);
        if (!step.isZero() && repeating == null) {
            log.warn("the database's clock was set {} by {}: what is due is worked out anew", look.wentBack() ? "back" : "forward",
                    DueRule.shown(step));
        }
        if (look.wentBack()) {
            goBack(connection, look);
        }
        return new Looked(reading, steps, Optional.of(look));
    }

    /** Notes the step for what goes by age: neither a step nor a long gap, which may not really have passed, makes anything older. */
    private void noteStep(Connection connection, LookTable.Last locked, Instant now, Duration step) throws SQLException {
        Duration gap = Duration.between(locked.lookedAt(), now);
        if (!step.isZero()) {
            ClockStepTable.add(connection, new AgeRule.Step(now.minus(step), step), stepsSeen);
        } else if (last == null && gap.compareTo(AgeRule.CERTAIN_GAP) > 0) {
            ClockStepTable.addGap(connection, new AgeRule.Step(locked.lookedAt().plus(LOOKS), gap), locked.steady() - LOOKS.toSeconds());
        }
    }

    private static void goBack(Connection connection, DueRule.Look look) throws SQLException {
        for (Mission mission : MissionTable.recurring(connection)) {
            Optional<Instant> next = DueRule.afterStepBack(mission.schedule(), mission.nextDue(), mission.lastDue(), look);
            if (next.isPresent() && DueRule.isFurther(look)) {
                String outcome = "the clock was set back by " + DueRule.shown(look.step()) + ": what is next was worked out anew";
                MissionTable.fired(connection, mission.id(), look.now(), outcome, next.get());
            } else if (next.isPresent()) {
                MissionTable.goOn(connection, mission.id(), next.get());
            }
        }
    }

    private int start(Connection connection, Changes changes, DueRule.Look look) throws SQLException {
        List<Mission> missions = MissionTable.due(connection, look.now(), TOGETHER);
        for (Mission mission : missions) {
            DueRule.Decision decision = DueRule.decide(mission.schedule(), mission.nextDue(), look);
            Instant next = decision.next().orElse(null);
            switch (decision) {
                case DueRule.Decision.Start(Instant due, String late, Optional<Instant> ignored) -> {
                    String outcome = start(connection, changes, mission.id());
                    note(connection, mission, due, late == null ? outcome : outcome + " (" + late + ")", next);
                }
                case DueRule.Decision.Miss(String outcome, Optional<Instant> ignored) ->
                        note(connection, mission, mission.nextDue(), outcome, next);
                case DueRule.Decision.GoOn goOn -> MissionTable.goOn(connection, mission.id(), next);
            }
        }
        return missions.size();
    }

    private static void note(Connection connection, Mission mission, Instant due, String outcome, Instant next) throws SQLException {
        MissionTable.fired(connection, mission.id(), due, outcome, next);
        log.info("mission {} was due at {}: {}", mission.name(), due, outcome);
    }

    private String start(Connection connection, Changes changes, UUID mission) throws SQLException {
        Optional<Hold> held = HoldTable.isHeld(connection);
        if (held.isPresent()) {
            return "skipped: " + held.get().why();
        }
        Optional<UUID> running = TaskTable.openOf(connection, mission);
        if (running.isPresent()) {
            return "skipped, as its task " + running.get() + " has not ended";
        }
        return switch (TaskStarter.start(connection, changes, fleet, mission, true, WHO)) {
            case StartOutcome.Started(Task task) -> "started task " + task.id();
            case StartOutcome.NotNow(String why, boolean soon) -> "not started: " + why;
            case StartOutcome.QueueFull(int most) -> "not started: " + most + " tasks wait already";
            case StartOutcome.NoSuchMission() -> "not started: it was deleted";
        };
    }
}
