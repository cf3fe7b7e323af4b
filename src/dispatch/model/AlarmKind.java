package depot.dispatch.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What alarms there are. */
public enum AlarmKind {
    ESTOP, FAULT,
    /** A rover that is on a task cannot be reached. */
    OFFLINE,
    TASK_FAILED, TELEMETRY_GONE, MOTOR_HOT,
    /** Rovers get no corrections that they can use. */
    BASE_UNUSABLE,
    OUTSIDE_FENCE, INSIDE_KEEPOUT,
    /** A rover that is on a task does not drive it. */
    STALLED,
    /** Only of rovers on a task, as is the next. */
    BATTERY_CRITICAL, OFF_ROUTE;

    /** Its word in the database and in JSON. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<AlarmKind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }
}
