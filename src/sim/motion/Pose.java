package depot.sim.motion;

/**
 * Where a rover is, and where it looks: metres east and north of the depot's origin, and radians from the east, towards
 * the north. Immutable.
 */
public record Pose(double x, double y, double theta) {

    public double distanceTo(double otherX, double otherY) {
        return Math.hypot(otherX - x, otherY - y);
    }

    /** The direction in which another place lies, in radians. */
    public double directionTo(double otherX, double otherY) {
        return Math.atan2(otherY - y, otherX - x);
    }

    /** The same angle, from above -π to π. */
    public static double wrapped(double radians) {
        double wrapped = Math.IEEEremainder(radians, 2 * Math.PI);
        return wrapped <= -Math.PI ? wrapped + 2 * Math.PI : wrapped;
    }
}
