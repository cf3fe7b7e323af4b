package depot.dispatch.rules;

import depot.dispatch.model.AlarmCause;
import depot.dispatch.model.AlarmKind;
import depot.dispatch.model.SeenRover;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Decides which states of a rover or the base are alarms, and when their causes are gone: the one place for that. Pure; immutable. */
public final class AlarmRule {
    /** A motor above the first is in danger, the page and the alert rule say so too; below the second it is not any more. */
    static final double HOT_CELSIUS = 75;
    static final double COOLED_CELSIUS = 70;
    static final double RECOVERED_VOLTS = 0.5; // a pack under load sags
    static final Duration BASE_SILENT = Duration.ofSeconds(30);

    private final Duration patience;

    /** @param patience how long a rover's link, or usable corrections, may be away; rovers in the field reconnect after five seconds */
    public AlarmRule(Duration patience) {
        this.patience = patience;
    }

    /**
     * What is known of a rover.
     *
     * @param id of the rover
     * @param seen null where discovery knows no such rover, or cannot be asked
     * @param asked whether discovery can be asked
     * @param task that it is on; null for none
     * @param linkAway for how long it has not been connected to dispatch; null while it is
     * @param criticalVolts below that its battery is critical
     */
    public record RoverFacts(String id, SeenRover seen, boolean asked, OnTask task, Duration linkAway, double criticalVolts,
            AlarmCause outsideFence, AlarmCause insideKeepOut) {}

    /**
     * The task that a rover is on.
     *
     * @param mission its name; null while it was not read
     * @param stalled why the rover does not drive it; null where it is not stalled
     * @param offRoute whether the rover is far off its route
     */
    public record OnTask(UUID id, String mission, String stalled, AlarmCause offRoute) {
        String named(String text) {
            return text + " while on a task" + (mission == null ? "" : " of " + mission);
        }
    }

    /**
     * What is known of the base station.
     *
     * @param usable null before it said so
     * @param unusableFor how long it has said otherwise
     * @param silentFor since it said anything; null where it never did: there may be none
     */
    public record BaseFacts(Boolean usable, String why, Duration unusableFor, Duration silentFor) {}

    /** The causes for each kind of alarm that is about a rover. */
    public Map<AlarmKind, AlarmCause> rover(RoverFacts facts) {
        Map<AlarmKind, AlarmCause> causes = new EnumMap<>(AlarmKind.class);
        causes.put(AlarmKind.OFFLINE, offline(facts));
        causes.put(AlarmKind.STALLED, facts.task == null || facts.task.stalled == null ? AlarmCause.GONE
                : AlarmCause.present("Stalled: " + facts.task.named(facts.task.stalled)));
        SeenRover rover = facts.seen;
        if (rover == null) {
            AlarmCause rest = facts.asked ? AlarmCause.GONE : AlarmCause.UNKNOWN; // it was deleted
            for (AlarmKind kind : new AlarmKind[] {AlarmKind.ESTOP, AlarmKind.FAULT, AlarmKind.MOTOR_HOT, AlarmKind.TELEMETRY_GONE,
                AlarmKind.OUTSIDE_FENCE, AlarmKind.INSIDE_KEEPOUT, AlarmKind.BATTERY_CRITICAL, AlarmKind.OFF_ROUTE}) {
                causes.put(kind, rest);
            }
            return causes;
        }
        causes.put(AlarmKind.ESTOP, mode(facts, SeenRover.E_STOP, "Emergency stop is pressed"));
        causes.put(AlarmKind.FAULT, mode(facts, SeenRover.FAULT, "Reports a fault"));
        causes.put(AlarmKind.MOTOR_HOT, hot(rover));
        causes.put(AlarmKind.TELEMETRY_GONE, telemetry(rover));
        causes.put(AlarmKind.BATTERY_CRITICAL, battery(facts));
        causes.put(AlarmKind.OFF_ROUTE, facts.task == null ? AlarmCause.GONE : named(facts.task));
        causes.put(AlarmKind.OUTSIDE_FENCE, facts.outsideFence);
        causes.put(AlarmKind.INSIDE_KEEPOUT, facts.insideKeepOut);
        return causes;
    }

    private AlarmCause offline(RoverFacts facts) {
        if (facts.task == null) {
            return AlarmCause.GONE;
        }
        boolean away = facts.seen != null && !facts.seen.online();
        if (facts.linkAway != null && facts.linkAway.compareTo(patience) >= 0) {
            return AlarmCause.present(facts.task.named(away ? "Offline" : "Not connected to dispatch"));
        }
        return away ? AlarmCause.present(facts.task.named("Offline")) : facts.linkAway == null ? AlarmCause.GONE : AlarmCause.UNKNOWN;
    }

    private static AlarmCause mode(RoverFacts facts, int mode, String text) {
        return !facts.seen.online() ? AlarmCause.UNKNOWN
                : facts.seen.mode() == mode ? AlarmCause.present(facts.task == null ? text : facts.task.named(text)) : AlarmCause.GONE;
    }

    private static AlarmCause named(OnTask task) {
        return task.offRoute.isPresent() ? AlarmCause.present(task.named(task.offRoute.text())) : task.offRoute;
    }

    private static AlarmCause battery(RoverFacts facts) {
        Double volts = facts.seen.batteryVolts();
        if (facts.task == null) {
            return AlarmCause.GONE;
        }
        if (!facts.seen.online() || volts == null) {
            return AlarmCause.UNKNOWN;
        }
        return volts < facts.criticalVolts ? AlarmCause.present(String.format(Locale.ROOT, "%s: %.1f V",
                facts.task.named("Battery is critical"), volts))
                : volts >= facts.criticalVolts + RECOVERED_VOLTS ? AlarmCause.GONE : AlarmCause.UNKNOWN;
    }

    private static AlarmCause hot(SeenRover rover) {
        if (!rover.telemetry() || rover.hottest() == null) {
            return AlarmCause.UNKNOWN;
        }
        double celsius = rover.hottest().celsius();
        return celsius > HOT_CELSIUS ? AlarmCause.present(String.format(Locale.ROOT, "Motor %s is hot: %.0f °C", rover.hottest().id(),
                celsius))
                : celsius <= COOLED_CELSIUS ? AlarmCause.GONE : AlarmCause.UNKNOWN;
    }

    /** A rover that never sent telemetry does not miss any. Nor does one that is switched off, but that does not show that it is well. */
    private static AlarmCause telemetry(SeenRover rover) {
        return rover.telemetry() ? AlarmCause.GONE : rover.online() && rover.hadTelemetry()
                ? AlarmCause.present("Its telemetry has stopped") : AlarmCause.UNKNOWN;
    }

    public AlarmCause base(BaseFacts base) {
        if (base.silentFor != null && base.silentFor.compareTo(BASE_SILENT) >= 0) {
            return AlarmCause.present("The base station's service does not answer: corrections are not known to be usable");
        }
        if (base.usable == null) {
            return AlarmCause.UNKNOWN;
        }
        if (base.usable) {
            return AlarmCause.GONE;
        }
        return base.unusableFor.compareTo(patience) < 0 ? AlarmCause.UNKNOWN
                : AlarmCause.present("Corrections are not usable" + (base.why == null || base.why.isEmpty() ? "" : ": " + base.why));
    }
}
