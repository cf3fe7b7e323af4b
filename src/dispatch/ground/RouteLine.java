package depot.dispatch.ground;

import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.simplify.DouglasPeuckerSimplifier;

/** A route as a line on the plane, kept small: to a metre. Immutable. */
public final class RouteLine {
    private static final double TOLERANCE_METRES = 1;

    private final Geometry line;

    private RouteLine(Geometry line) {
        this.line = line;
    }

    /** Empty for no waypoints. */
    public static Optional<RouteLine> of(List<Coordinate> waypoints) {
        return switch (waypoints.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(new RouteLine(Plane.SHAPES.createPoint(waypoints.getFirst())));
            default -> Optional.of(new RouteLine(DouglasPeuckerSimplifier.simplify(
                    Plane.SHAPES.createLineString(waypoints.toArray(Coordinate[]::new)), TOLERANCE_METRES)));
        };
    }

    double metresTo(Coordinate place) {
        return line.distance(Plane.SHAPES.createPoint(place));
    }
}
