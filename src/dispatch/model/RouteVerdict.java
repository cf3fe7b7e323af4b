package depot.dispatch.model;

/**
 * Whether a zone's route may be driven, by the keep-outs and fences there are now. Immutable.
 *
 * @param waypoint the one at which it breaks a rule, from 0; -1 where it breaks none, or where that is not known
 * @param fault why not, for a person; null for none
 * @param loopFault why not in a loop; null for none
 * @param originMissing whether the check needs the site's origin, which is not set
 */
public record RouteVerdict(int waypoint, String fault, String loopFault, boolean originMissing) {
    public static final RouteVerdict CLEAR = new RouteVerdict(-1, null, null, false);

    /** While there are rules in degrees, and no origin that says where the route is. */
    public static final RouteVerdict UNKNOWN = new RouteVerdict(-1,
            "its route cannot be checked against keep-outs and fences, as the site's origin is not set", null, true);
}
