package depot.dispatch.ground;

import java.util.List;
import java.util.OptionalDouble;
import org.locationtech.jts.geom.Geometry;

/**
 * The area to cover with lanes, on the plane. Immutable.
 *
 * @param keepOuts never entered
 * @param laneMetres the width that a rover covers in one pass
 * @param insetMetres how far the route stays from every edge
 * @param angle of the lanes, radians counterclockwise from east; empty for the one with the fewest turns
 * @param headlands rounds along the edges, before the lanes
 */
public record CoverageRequest(Geometry area, List<Geometry> keepOuts, double laneMetres, double insetMetres, OptionalDouble angle,
        int headlands) {}
