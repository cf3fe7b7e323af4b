package depot.dispatch.model;

import java.time.Duration;
import java.util.Set;

/**
 * A rover as discovery last reported it, with the age of that by this process's monotonic clock: ages grow while discovery is away.
 * What is not known is null: a battery of 0 V, a pose that was always zero, telemetry that does not come. Immutable.
 *
 * @param online whether discovery shows it as online
 * @param mode 0 disabled, 1 idle, 2 teleop, 3 autonomous, 4 e-stop, 5 fault
 * @param age since it was last heard of
 * @param pose metres and radians, or null; where its own link is up, from where it was switched on
 * @param linkUp whether the pose and the mode come from its own link
 * @param position by its telemetry, or null; of any age
 * @param telemetry whether telemetry comes now
 * @param hadTelemetry whether any came since this process has known the rover
 * @param hottest of its motors, or null
 */
public record SeenRover(String id, String name, boolean online, int mode, Double batteryVolts, Duration age, Pose pose, boolean linkUp,
        Position position,
        boolean telemetry, boolean hadTelemetry, Motor hottest) {
    public static final int TELEOP = 2;
    public static final int AUTONOMOUS = 3;
    public static final int E_STOP = 4;
    public static final int FAULT = 5;
    /** In these it stores a task and does not begin it. */
    public static final Set<Integer> IN_TROUBLE = Set.of(TELEOP, E_STOP, FAULT);

    /** On its plane. */
    public record Pose(double x, double y, double theta) {}

    /** On WGS 84. @param accuracyMetres null where it is not known @param age since it was reported */
    public record Position(double latitude, double longitude, Double accuracyMetres, Duration age) {}

    public record Motor(String id, double celsius) {}
}
