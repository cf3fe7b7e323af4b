package depot.discovery.telemetry;

import java.time.Duration;
import java.util.List;

/**
 * The newest telemetry of a rover, in sections that each have the time when they came, by the steady clock: the
 * rover's own clock may be wrong. A section that never came is null, a number that is not known NaN. Immutable.
 *
 * @param heardNanos when the newest of it came
 */
public record Telemetry(long heardNanos, Status status, Motors motors, Velocity velocity, Position position, Mesh mesh) {
    /** What is older is not shown as how the rover is; a position and a mesh have ages of their own. */
    public static final Duration FRESH = Duration.ofSeconds(10);
    /** A mode that is not known. */
    public static final int NO_MODE = -1;

    /** @param mode as in heartbeats, 0 to 5, or {@link #NO_MODE} */
    public record Status(long heardNanos, double batteryVolts, double currentAmperes, int mode) {}

    /** @param id such as {@code fl}, at most {@link TelemetryReader#MAX_MOTOR_ID} characters */
    public record Motor(String id, double celsius, double amperes) {}

    /** All motors in one datagram. */
    public record Motors(long heardNanos, List<Motor> all) {}

    public record Velocity(long heardNanos, double linearMetresPerSecond, double angularRadiansPerSecond) {}

    /**
     * Degrees, WGS 84; a number each, never 0, 0. The accuracy may be not known.
     *
     * @param clockNanos when it was so by the rover's own clock, which may be wrong, in Unix time; 0 when it did not say
     */
    public record Position(long heardNanos, double latitude, double longitude, double accuracyMetres, long clockNanos) {}

    /** The radio link, in the sender's own units. @param upstream the address of what it is connected to; {@code ""} when not known */
    public record Mesh(long heardNanos, String upstream, double rssi, double ccq, double hops, double latency, double txRate,
            double rxRate) {}

    /** This datagram's words over what was known before, which may be null. */
    Telemetry over(Telemetry before) {
        return before == null ? this : new Telemetry(heardNanos, newer(status, before.status), newer(motors, before.motors),
                newer(velocity, before.velocity), newer(position, before.position), newer(mesh, before.mesh));
    }

    private static <T> T newer(T said, T before) {
        return said == null ? before : said;
    }

    /** Whether something came within {@link #FRESH}. */
    public boolean isFresh(long nowNanos) {
        return isFresh(heardNanos, nowNanos);
    }

    private static boolean isFresh(long heardNanos, long nowNanos) {
        return nowNanos - heardNanos <= FRESH.toNanos();
    }

    /** NaN when it is not known now, as are the four below. */
    public double batteryVolts(long nowNanos) {
        return status != null && isFresh(status.heardNanos, nowNanos) ? status.batteryVolts : Double.NaN;
    }

    double currentAmperes(long nowNanos) {
        return status != null && isFresh(status.heardNanos, nowNanos) ? status.currentAmperes : Double.NaN;
    }

    double linearMetresPerSecond(long nowNanos) {
        return velocity != null && isFresh(velocity.heardNanos, nowNanos) ? velocity.linearMetresPerSecond : Double.NaN;
    }

    double angularRadiansPerSecond(long nowNanos) {
        return velocity != null && isFresh(velocity.heardNanos, nowNanos) ? velocity.angularRadiansPerSecond : Double.NaN;
    }

    /** {@link #NO_MODE} when it is not known now. */
    int mode(long nowNanos) {
        return status != null && isFresh(status.heardNanos, nowNanos) ? status.mode : NO_MODE;
    }

    /** Empty when they are not known now. */
    List<Motor> motors(long nowNanos) {
        return motors != null && isFresh(motors.heardNanos, nowNanos) ? motors.all : List.of();
    }

    /** Null when it is not known now. */
    Position freshPosition(long nowNanos) {
        return position != null && isFresh(position.heardNanos, nowNanos) ? position : null;
    }
}
