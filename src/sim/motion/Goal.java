package depot.sim.motion;

import java.util.OptionalDouble;

/**
 * A place to drive to.
 *
 * @param heading in radians, where it is to look in the end; for places it stops at
 * @param passSpeed how fast it may still be there, in metres a second; 0 to stop
 */
public record Goal(double x, double y, OptionalDouble heading, double passSpeed) {
    /** A rover is there when it is that near, in metres: half of its own length. */
    public static final double NEAR = 0.3;

    static final double HEADING_REACHED = 0.05;

    public static Goal stop(double x, double y, OptionalDouble heading) {
        return new Goal(x, y, heading, 0);
    }
}
