package depot.dispatch.ground;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.operation.union.CascadedPolygonUnion;

/**
 * The rules for routes on the plane: outside of keep-outs and, where there are fences, within one of them. Touching an edge is allowed.
 * Immutable; any thread.
 */
public final class RouteRules {
    /** Waypoints are rounded to the millimetre, so an edge is touched when it is crossed by no more than this. */
    private static final double TOUCH_METRES = 0.002;

    private final STRtree keepOuts = new STRtree(); // of Area
    private final PreparedGeometry within; // null for no fence
    private final String fences;
    private final boolean any;

    /** A keep-out or a fence on the plane. */
    public record Area(String name, Geometry shape) {}

    /** Where a route breaks a rule. @param waypoint the one that it is on, or on the way to; from 0 */
    public record Fault(int waypoint, String why, double x, double y) {
        /** For a person, so it counts from 1. */
        public String text() {
            return "waypoint " + (waypoint + 1) + " " + why + where();
        }

        public String where() {
            return String.format(Locale.ROOT, ", at x %.2f, y %.2f m", x, y);
        }
    }

    public RouteRules(List<Area> keepOuts, List<Area> fences) {
        for (Area each : keepOuts) {
            this.keepOuts.insert(each.shape().getEnvelopeInternal(),
                    new Prepared(each.name(), each.shape(), PreparedGeometryFactory.prepare(each.shape())));
        }
        this.keepOuts.build();
        within = fences.isEmpty() ? null : PreparedGeometryFactory.prepare(CascadedPolygonUnion.union(fences.stream().map(Area::shape)
                .toList()));
        this.fences = fences.size() == 1 ? "fence " + fences.getFirst().name() : "the fences";
        any = !keepOuts.isEmpty() || !fences.isEmpty();
    }

    private record Prepared(String name, Geometry shape, PreparedGeometry prepared) {}

    /** Whether there is anything that a route could break. */
    public boolean any() {
        return any;
    }

    /** The first place at which a route breaks a rule; empty for none. */
    public Optional<Fault> route(List<Coordinate> waypoints) {
        for (int i = 0; any && i < waypoints.size(); i++) {
            Optional<Fault> fault = leg(i == 0 ? waypoints.getFirst() : waypoints.get(i - 1), waypoints.get(i), i);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    /** The way from the last waypoint back to the first, which a looping mission takes. */
    public Optional<Fault> loop(List<Coordinate> waypoints) {
        return any && waypoints.size() > 1 ? leg(waypoints.getLast(), waypoints.getFirst(), 0) : Optional.empty();
    }

    private Optional<Fault> leg(Coordinate from, Coordinate to, int waypoint) {
        boolean stands = from.equals2D(to);
        Geometry leg = stands ? Plane.SHAPES.createPoint(to) : Plane.SHAPES.createLineString(new Coordinate[] {from, to});
        for (Object found : keepOuts.query(leg.getEnvelopeInternal())) {
            Prepared area = (Prepared) found;
            if (area.prepared.intersects(leg)) {
                if (isDeep(area.shape, to)) {
                    return Optional.of(new Fault(waypoint, "lies in keep-out " + area.name, to.x, to.y));
                }
                Optional<Coordinate> crossed = stands ? Optional.empty() : first(leg.intersection(area.shape), from);
                if (crossed.isPresent()) {
                    return Optional.of(new Fault(waypoint, "is reached through keep-out " + area.name, crossed.get().x, crossed.get().y));
                }
            }
        }
        if (within == null || within.covers(leg)) {
            return Optional.empty();
        }
        if (within.getGeometry().distance(Plane.SHAPES.createPoint(to)) > TOUCH_METRES) {
            return Optional.of(new Fault(waypoint, "lies outside of " + fences, to.x, to.y));
        }
        return (stands ? Optional.<Coordinate>empty() : first(leg.difference(within.getGeometry()), from))
                .map(place -> new Fault(waypoint, "is reached through ground outside of " + fences, place.x, place.y));
    }

    private static boolean isDeep(Geometry shape, Coordinate place) {
        Geometry point = Plane.SHAPES.createPoint(place);
        return shape.contains(point) && shape.getBoundary().distance(point) > TOUCH_METRES;
    }

    /** Where the nearest piece begins that is more than a touch. */
    private static Optional<Coordinate> first(Geometry pieces, Coordinate from) {
        List<Coordinate> begins = new ArrayList<>();
        for (int i = 0; i < pieces.getNumGeometries(); i++) {
            if (pieces.getGeometryN(i) instanceof LineString line && line.getLength() > TOUCH_METRES) {
                Coordinate a = line.getCoordinateN(0);
                Coordinate b = line.getCoordinateN(line.getNumPoints() - 1);
                begins.add(a.distance(from) <= b.distance(from) ? a : b);
            }
        }
        return begins.stream().min(java.util.Comparator.comparingDouble(place -> place.distance(from)));
    }
}
