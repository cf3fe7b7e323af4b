package depot.dispatch.rules;

/**
 * What is known of a rover at this moment, for giving it a task. What is null is not known, and keeps no rover from a task. Immutable.
 *
 * @param mode as it was last heard, however long ago: 0 disabled, 1 idle, 2 teleop, 3 autonomous, 4 e-stop, 5 fault
 * @param modeIsFresh whether that was within the age at which facts count
 * @param accuracyMetres of its position, by its telemetry
 * @param place on the plane of the routes
 * @param outsideFence whether it is seen to be outside of every fence
 */
public record KnownRover(Integer mode, boolean modeIsFresh, Double volts, Double accuracyMetres, Place place, boolean outsideFence) {
    public static final KnownRover NOTHING = new KnownRover(null, false, null, null, null, false);

    /** Metres from the site's origin. */
    public record Place(double x, double y) {
        public double metresTo(Place other) {
            return Math.hypot(x - other.x, y - other.y);
        }
    }

    /** Whether all that ranks it is known. */
    boolean isWhole() {
        return mode != null && modeIsFresh && volts != null && place != null;
    }
}
