package depot.dispatch.ground;

import java.util.List;
import org.locationtech.jts.geom.Coordinate;

/** The outcome of planning lanes. */
public sealed interface CoverageOutcome {
    /**
     * A route that stays within the area and out of the keep-outs.
     *
     * @param waypoints to the millimetre
     * @param coveredShare of the ground that is neither outside nor in a keep-out, 0 to 1
     * @param angle of the lanes, radians counterclockwise from east
     * @param turns from one lane to the next
     * @param piecesLeftOut parts of the area that cannot be reached from the largest one
     */
    record Planned(List<Coordinate> waypoints, double lengthMetres, double coveredShare, double angle, int turns,
            int piecesLeftOut) implements CoverageOutcome {}

    /** None fits. @param field which of the request's is in the way */
    record None(String field, String why) implements CoverageOutcome {}
}
