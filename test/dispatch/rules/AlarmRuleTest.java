package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.dispatch.model.AlarmCause;
import depot.dispatch.model.AlarmKind;
import depot.dispatch.model.SeenRover;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** From a rover that is well, one thing at a time is changed. What is not known raises nothing, and ends nothing. */
class AlarmRuleTest {
    private static final AlarmRule RULE = new AlarmRule(Duration.ofSeconds(8));
    private static final UUID TASK = new UUID(1, 1);

    private static SeenRover seen(boolean online, int mode, boolean telemetry, boolean hadTelemetry, Double celsius) {
        return new SeenRover("a", "a", online, mode, 48.0, Duration.ZERO, null, false, null, telemetry, hadTelemetry, celsius == null
                ? null : new SeenRover.Motor("fl", celsius));
    }

    private static AlarmCause.State judge(AlarmKind kind, SeenRover seen, boolean asked, UUID task, Duration away) {
        return RULE.rover(new AlarmRule.RoverFacts("a", seen, asked, task == null ? null : on(null), away, 39, AlarmCause.GONE,
                AlarmCause.GONE)).get(kind).state();
    }

    private static AlarmRule.OnTask on(String stalled) {
        return new AlarmRule.OnTask(TASK, "Mow north", stalled, AlarmCause.UNKNOWN);
    }

    private static AlarmCause onTask(AlarmKind kind, double volts, int mode, AlarmRule.OnTask task) {
        SeenRover seen = new SeenRover("a", "a", true, mode, volts, Duration.ZERO, null, false, null, false, false, null);
        return RULE.rover(new AlarmRule.RoverFacts("a", seen, true, task, null, 39, AlarmCause.GONE, AlarmCause.GONE)).get(kind);
    }

    @Test
    void whatHappensOnATaskSaysOfWhich() {
        assertEquals("Battery is critical while on a task of Mow north: 38.9 V", onTask(AlarmKind.BATTERY_CRITICAL, 38.9, 3, on(null))
                .text());
        assertEquals(AlarmCause.State.UNKNOWN, onTask(AlarmKind.BATTERY_CRITICAL, 39.3, 3, on(null)).state(), "a pack under load sags");
        assertEquals(AlarmCause.State.GONE, onTask(AlarmKind.BATTERY_CRITICAL, 39.5, 3, on(null)).state());
        assertEquals(AlarmCause.State.GONE, onTask(AlarmKind.BATTERY_CRITICAL, 38, 1, null).state());
        assertEquals("Emergency stop is pressed while on a task of Mow north", onTask(AlarmKind.ESTOP, 50, 4, on(null)).text());
        assertEquals("Emergency stop is pressed", onTask(AlarmKind.ESTOP, 50, 4, null).text());
        assertEquals("Stalled: it is idle while on a task of Mow north", onTask(AlarmKind.STALLED, 50, 1, on("it is idle")).text());
        assertEquals(AlarmCause.State.GONE, onTask(AlarmKind.STALLED, 50, 3, on(null)).state());
        assertEquals(AlarmCause.State.UNKNOWN, onTask(AlarmKind.OFF_ROUTE, 50, 3, on(null)).state());
        assertEquals("Is 30 m off its route while on a task of Mow north",
                onTask(AlarmKind.OFF_ROUTE, 50, 3, new AlarmRule.OnTask(TASK, "Mow north", null,
                AlarmCause.present("Is 30 m off its route"))).text());
    }

    @Test
    void eachLimitIsOnItsOwnSide() {
        assertEquals(AlarmCause.State.UNKNOWN, onTask(AlarmKind.BATTERY_CRITICAL, 39, 3, on(null)).state(), "below it, not at it");
        assertEquals(AlarmCause.State.UNKNOWN, judge(AlarmKind.MOTOR_HOT, seen(true, 1, true, true, 75.0), true, null, null), "above it");
        Duration patience = Duration.ofSeconds(8);
        assertEquals("Corrections are not usable: no observations",
                RULE.base(new AlarmRule.BaseFacts(false, "no observations", patience, Duration.ZERO)).text());
        assertEquals("Corrections are not usable", RULE.base(new AlarmRule.BaseFacts(false, "", patience, Duration.ZERO)).text());
        assertEquals("Corrections are not usable", RULE.base(new AlarmRule.BaseFacts(false, null, patience, Duration.ZERO)).text());
        assertEquals(AlarmCause.State.PRESENT, RULE.base(new AlarmRule.BaseFacts(true, null, Duration.ZERO, AlarmRule.BASE_SILENT))
                        .state());
        assertEquals("Not connected to dispatch while on a task of Mow north", away(true));
        assertEquals("Offline while on a task of Mow north", away(false));
    }

    /** What is said where its link to dispatch is away, too. */
    private static String away(boolean online) {
        return RULE.rover(new AlarmRule.RoverFacts("a", seen(online, 1, false, false, null), true, on(null), Duration.ofSeconds(8), 39,
                AlarmCause.GONE, AlarmCause.GONE)).get(AlarmKind.OFFLINE).text();
    }

    @Test
    void aRoverThatIsWellHasNone() {
        RULE.rover(new AlarmRule.RoverFacts("a", seen(true, 1, true, true, 40.0), true, null, null, 39, AlarmCause.GONE, AlarmCause.GONE))
                .forEach((kind, cause) -> assertEquals(AlarmCause.State.GONE, cause.state(), kind::text));
    }

    @Test
    void aModeIsKnownOnlyWhileTheRoverIsThere() {
        assertEquals(AlarmCause.State.PRESENT, judge(AlarmKind.ESTOP, seen(true, 4, false, false, null), true, null, null));
        assertEquals(AlarmCause.State.UNKNOWN, judge(AlarmKind.ESTOP, seen(false, 1, false, false, null), true, null, null));
        assertEquals(AlarmCause.State.PRESENT, judge(AlarmKind.FAULT, seen(true, 5, false, false, null), true, null, null));
        assertEquals(AlarmCause.State.UNKNOWN, judge(AlarmKind.FAULT, null, false, null, null), "discovery is away");
        assertEquals(AlarmCause.State.GONE, judge(AlarmKind.FAULT, null, true, null, null), "it was deleted");
    }

    @Test
    void aMotorIsHotUntilItHasCooledDown() {
        assertEquals(AlarmCause.State.PRESENT, judge(AlarmKind.MOTOR_HOT, seen(true, 1, true, true, 75.1), true, null, null));
        assertEquals(AlarmCause.State.UNKNOWN, judge(AlarmKind.MOTOR_HOT, seen(true, 1, true, true, 72.0), true, null, null));
        assertEquals(AlarmCause.State.GONE, judge(AlarmKind.MOTOR_HOT, seen(true, 1, true, true, 70.0), true, null, null));
        assertEquals(AlarmCause.State.UNKNOWN, judge(AlarmKind.MOTOR_HOT, seen(true, 1, false, true, null), true, null, null));
    }

    @Test
    void telemetryIsGoneOnlyWhereItWas() {
        assertEquals(AlarmCause.State.PRESENT, judge(AlarmKind.TELEMETRY_GONE, seen(true, 1, false, true, null), true, null, null));
        assertEquals(AlarmCause.State.UNKNOWN, judge(AlarmKind.TELEMETRY_GONE, seen(true, 1, false, false, null), true, null, null));
        assertEquals(AlarmCause.State.UNKNOWN, judge(AlarmKind.TELEMETRY_GONE, seen(false, 1, false, true, null), true, null, null));
    }

    @Test
    void offlineCountsOnATask() {
        assertEquals(AlarmCause.State.GONE, judge(AlarmKind.OFFLINE, seen(false, 1, false, false, null), true, null, null));
        assertEquals(AlarmCause.State.PRESENT, judge(AlarmKind.OFFLINE, seen(false, 1, false, false, null), true, TASK, null));
        assertEquals(AlarmCause.State.UNKNOWN, judge(AlarmKind.OFFLINE, seen(true, 1, false, false, null), true, TASK,
                Duration.ofSeconds(7)), "it may be back in a moment");
        assertEquals(AlarmCause.State.PRESENT, judge(AlarmKind.OFFLINE, seen(true, 1, false, false, null), true, TASK,
                Duration.ofSeconds(8)));
        assertEquals(AlarmCause.State.PRESENT, judge(AlarmKind.OFFLINE, null, false, TASK, Duration.ofSeconds(8)),
                "dispatch knows by itself");
        assertEquals(AlarmCause.State.GONE, judge(AlarmKind.OFFLINE, null, false, TASK, null));
    }

    @Test
    void theBaseIsAskedForWhatIsUseful() {
        Duration long_ = Duration.ofSeconds(9);
        assertEquals(AlarmCause.State.GONE, RULE.base(new AlarmRule.BaseFacts(true, null, Duration.ZERO, Duration.ZERO)).state());
        assertEquals(AlarmCause.State.PRESENT, RULE.base(new AlarmRule.BaseFacts(false, "no observations", long_, Duration.ZERO)).state());
        assertEquals(AlarmCause.State.UNKNOWN, RULE.base(new AlarmRule.BaseFacts(false, null, Duration.ofSeconds(2), Duration.ZERO))
                .state());
        assertEquals(AlarmCause.State.UNKNOWN, RULE.base(new AlarmRule.BaseFacts(null, null, long_, Duration.ZERO)).state(),
                "an older one does not say");
        assertEquals(AlarmCause.State.UNKNOWN, RULE.base(new AlarmRule.BaseFacts(null, null, Duration.ZERO, null)).state(),
                "a depot that has none is not missing it");
        assertEquals(AlarmCause.State.PRESENT, RULE.base(new AlarmRule.BaseFacts(true, null, Duration.ZERO, Duration.ofSeconds(31)))
                .state(), "silence is not usable");
    }
}
