package depot.dispatch.ground;

import depot.dispatch.model.AlarmCause;
import depot.dispatch.model.SeenRover;
import depot.dispatch.model.Site;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.operation.union.CascadedPolygonUnion;

/**
 * Keep-outs and fences, and whether rovers are where they may be. A position in degrees can be checked without the site's origin, a pose
 * cannot. A place that is old, or not accurate to some metres, counts as not known. Immutable.
 */
public final class RuledGround {
    private static final double GOOD_METRES = 5;
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final double TOUCH_METRES = 0.1;
    /** A route is left beyond the first, and found again within the second. */
    private static final double FAR_METRES = 25;
    private static final double NEAR_METRES = 20;

    private final Plane plane; // null where there are no rules
    private final boolean placed;
    private final List<RouteRules.Area> keepOuts;
    private final Geometry fences; // null for none

    /** A keep-out or fence. @param corners in degrees */
    public record Zone(String name, List<Plane.Corner> corners) {}

    /** @param origin null while it is not set */
    public RuledGround(Site.Origin origin, List<Zone> keepOuts, List<Zone> fences) {
        placed = origin != null;
        Optional<Plane.Corner> first = java.util.stream.Stream.concat(keepOuts.stream(), fences.stream())
                .flatMap(zone -> zone.corners().stream()).findFirst();
        plane = placed ? Plane.around(origin) : first.map(corner -> Plane.around(corner.lat(), corner.lon())).orElse(null);
        this.keepOuts = keepOuts.stream().map(zone -> new RouteRules.Area(zone.name(), plane.area(zone.corners()))).toList();
        this.fences = fences.isEmpty() ? null : CascadedPolygonUnion.union(fences.stream().map(zone -> plane.area(zone.corners()))
                .collect(Collectors.toList()));
    }

    public AlarmCause outsideFence(SeenRover rover) {
        if (fences == null) {
            return AlarmCause.GONE;
        }
        return place(rover).map(place -> fences.distance(place) > TOUCH_METRES
                ? AlarmCause.present("Is outside of the fence") : AlarmCause.GONE)
                .orElse(AlarmCause.UNKNOWN);
    }

    public AlarmCause insideKeepOut(SeenRover rover) {
        if (keepOuts.isEmpty()) {
            return AlarmCause.GONE;
        }
        return place(rover).map(place -> keepOuts.stream()
                .filter(area -> area.shape().contains(place) && area.shape().getBoundary().distance(place) > TOUCH_METRES).findFirst()
                .map(area -> AlarmCause.present("Is inside keep-out " + area.name())).orElse(AlarmCause.GONE)).orElse(AlarmCause.UNKNOWN);
    }

    private Optional<Point> place(SeenRover rover) {
        if (!rover.online()) {
            return Optional.empty();
        }
        SeenRover.Position position = rover.position();
        if (position != null) {
            boolean good = position.age().compareTo(FRESH) <= 0
                    && (position.accuracyMetres() == null || position.accuracyMetres() <= GOOD_METRES);
            return good ? Optional.of(Plane.SHAPES.createPoint(plane.metres(position.latitude(), position.longitude()))) : Optional.empty();
        }
        // poses from its own link count from where it was switched on
        return placed && !rover.linkUp() && rover.pose() != null && rover.age().compareTo(FRESH) <= 0
                ? Optional.of(Plane.SHAPES.createPoint(new Coordinate(rover.pose().x(), rover.pose().y()))) : Optional.empty();
    }

    /**
     * Where a rover is on the plane of the routes, as well as is known: by its position where the origin is set, else by its pose, by which
     * it drives. For distances, not for fences: poses from its own link count from where it was switched on.
     */
    public Optional<Coordinate> about(SeenRover rover, Duration maxAge) {
        SeenRover.Position position = rover.position();
        if (placed && position != null && position.age().compareTo(maxAge) <= 0) {
            return Optional.of(plane.metres(position.latitude(), position.longitude()));
        }
        return rover.pose() != null && rover.age().compareTo(maxAge) <= 0
                ? Optional.of(new Coordinate(rover.pose().x(), rover.pose().y())) : Optional.empty();
    }

    /** Whether a rover is far off its route: by the pose that it drives by where it sends one, else by its position. */
    public AlarmCause offRoute(SeenRover rover, RouteLine route) {
        if (!rover.online()) {
            return AlarmCause.UNKNOWN;
        }
        Optional<Coordinate> at = rover.pose() != null && rover.age().compareTo(FRESH) <= 0
                ? Optional.of(new Coordinate(rover.pose().x(), rover.pose().y()))
                : placed ? place(rover).map(Point::getCoordinate) : Optional.empty();
        return at.map(place -> {
            double metres = route.metresTo(place);
            return metres > FAR_METRES ? AlarmCause.present(String.format(Locale.ROOT, "Is %.0f m off its route", metres))
                    : metres <= NEAR_METRES ? AlarmCause.GONE : AlarmCause.UNKNOWN;
        }).orElse(AlarmCause.UNKNOWN);
    }
}
