package depot.dispatch.ground;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.operation.buffer.BufferOp;
import org.locationtech.jts.operation.buffer.BufferParameters;
import org.locationtech.jts.operation.union.CascadedPolygonUnion;
import org.locationtech.jts.simplify.TopologyPreservingSimplifier;

/**
 * Plans lanes over an area: rounds along its edges if wanted, then lanes within them. The route stays in what remains of the area when
 * its edge and its keep-outs are widened by the inset; where that is several parts, the largest. Pure; takes from milliseconds to about a
 * second.
 */
public final class CoveragePlanner {
    public static final int MOST_WAYPOINTS = 10_000;
    private static final double ROUNDING = 0.002; // waypoints are to the millimetre, and are not to be outside for it
    private static final int MANY_CORNERS = 500;
    private static final double SMOOTHED = 0.02; // metres
    private static final double ANGLE_STEP = Math.toRadians(1);
    private static final int MOST_ANGLES = 24;
    private static final long MOST_WORK = 20_000_000; // edges times edges times angles

    private final CoverageRequest request;
    private final Geometry free;

    private CoveragePlanner(CoverageRequest request, Geometry free) {
        this.request = request;
        this.free = free;
    }

    public static CoverageOutcome plan(CoverageRequest request) {
        Geometry free = request.area();
        if (!request.keepOuts().isEmpty()) {
            free = free.difference(CascadedPolygonUnion.union(request.keepOuts()));
        }
        return free.isEmpty() ? new CoverageOutcome.None("keepOut", "leaves nothing of the area") : new CoveragePlanner(request, free)
                .plan();
    }

    private CoverageOutcome plan() {
        boolean smoothed = free.getNumPoints() > MANY_CORNERS;
        Geometry shape = smoothed ? TopologyPreservingSimplifier.simplify(free, SMOOTHED) : free;
        Geometry within = narrowed(shape, Math.max(request.insetMetres(), ROUNDING) + (smoothed ? SMOOTHED : 0));
        Polygon ground = largest(within);
        if (ground == null) {
            return new CoverageOutcome.None("insetMetres", "leaves no room for a lane");
        }
        Passage passage = new Passage(ground);
        List<Coordinate> route = rounds(ground, passage);
        Geometry inner = request.headlands() == 0 ? ground : narrowed(ground, (request.headlands() - 0.5) * request.laneMetres());
        double margin = request.headlands() > 0 ? request.laneMetres() / 2 : Math.max(0, request.laneMetres() / 2 - request.insetMetres());
        double angle = request.angle().orElseGet(() -> inner.isEmpty() ? 0 : fewestTurns(inner, margin));
        List<List<Coordinate[]>> cells = inner.isEmpty() ? List.of() : lanes(inner, angle, margin);
        if (cells == null) {
            return new CoverageOutcome.None("laneMetres", "makes a route of more than " + MOST_WAYPOINTS + " waypoints");
        }
        List<Coordinate> all = new ArrayList<>(route);
        all.addAll(new LaneOrder(passage, cells).route(route.isEmpty() ? null : route.getLast()));
        List<Coordinate> waypoints = rounded(all);
        if (waypoints.size() < 2) {
            return new CoverageOutcome.None("laneMetres", "leaves no room for a lane");
        }
        if (waypoints.size() > MOST_WAYPOINTS) {
            return new CoverageOutcome.None("laneMetres", "makes a route of more than " + MOST_WAYPOINTS + " waypoints");
        }
        return new CoverageOutcome.Planned(waypoints, LaneOrder.length(waypoints), CoveredShare.of(free, waypoints, request.laneMetres()),
                angle,
                Math.max(0, cells.stream().mapToInt(List::size).sum() - 1), within.getNumGeometries() - 1);
    }

    private static Geometry narrowed(Geometry shape, double metres) {
        return BufferOp.bufferOp(shape, -metres, new BufferParameters(8, BufferParameters.CAP_FLAT, BufferParameters.JOIN_ROUND, 5));
    }

    private static Polygon largest(Geometry shape) {
        Polygon largest = null;
        for (int i = 0; i < shape.getNumGeometries(); i++) {
            if (shape.getGeometryN(i) instanceof Polygon polygon && !polygon.isEmpty()
                    && (largest == null || polygon.getArea() > largest.getArea())) {
                largest = polygon;
            }
        }
        return largest;
    }

    /** Rounds along the edges, from the outermost inwards, each ring from its place nearest to where the last one ended. */
    private List<Coordinate> rounds(Polygon ground, Passage passage) {
        List<Coordinate> route = new ArrayList<>();
        double first = Math.max(0, request.laneMetres() / 2 - request.insetMetres());
        for (int round = 0; round < request.headlands(); round++) {
            Geometry shape = narrowed(ground, first + round * request.laneMetres());
            List<LinearRing> rings = new ArrayList<>();
            for (int i = 0; i < shape.getNumGeometries(); i++) {
                if (shape.getGeometryN(i) instanceof Polygon polygon && !polygon.isEmpty()) {
                    rings.add(polygon.getExteriorRing());
                    for (int j = 0; j < polygon.getNumInteriorRing(); j++) {
                        rings.add(polygon.getInteriorRingN(j));
                    }
                }
            }
            while (!rings.isEmpty() && route.size() <= MOST_WAYPOINTS) {
                Coordinate at = route.isEmpty() ? null : route.getLast();
                LinearRing ring = at == null ? rings.getFirst()
                        : rings.stream().min(Comparator.comparingDouble(each -> each.distance(Plane.SHAPES.createPoint(at)))).orElseThrow();
                rings.remove(ring);
                drive(ring, at, passage, route);
            }
        }
        return route;
    }

    private static void drive(LinearRing ring, Coordinate from, Passage passage, List<Coordinate> route) {
        Coordinate[] corners = ring.getCoordinates();
        int begin = 0;
        for (int i = 1; from != null && i < corners.length; i++) {
            if (corners[i].distance(from) < corners[begin].distance(from)) {
                begin = i;
            }
        }
        int count = corners.length - 1;
        for (int i = 0; i <= count; i++) {
            Coordinate next = corners[(begin + i) % count];
            route.addAll(i > 0 || from == null ? List.of(next) : passage.way(from, next));
        }
    }

    /** The direction with the fewest lanes and cells, among those of the edges and a few others; of several, that of the longest edge. */
    private double fewestTurns(Geometry inner, double margin) {
        double best = 0;
        long fewest = Long.MAX_VALUE;
        for (double angle : directions(inner)) {
            List<List<LaneCells.Lane>> cells = LaneCells.of(turned(inner, -angle), request.laneMetres(), margin, MOST_WAYPOINTS);
            long turns = cells.stream().mapToLong(List::size).sum() + 2L * cells.size();
            if (!cells.isEmpty() && turns < fewest) {
                fewest = turns;
                best = angle;
            }
        }
        return best;
    }

    private static List<Double> directions(Geometry shape) {
        TreeMap<Long, Double> lengths = new TreeMap<>(); // by direction in steps
        TreeMap<Long, Double> angles = new TreeMap<>();
        for (int g = 0; g < shape.getNumGeometries(); g++) {
            for (Geometry hull : List.of(shape.getGeometryN(g), shape.convexHull())) {
                Coordinate[] corners = hull.getCoordinates();
                for (int i = 1; i < corners.length; i++) {
                    double angle = Math.atan2(corners[i].y - corners[i - 1].y, corners[i].x - corners[i - 1].x);
                    double half = angle < 0 ? angle + Math.PI : angle >= Math.PI ? angle - Math.PI : angle;
                    long step = Math.round(half / ANGLE_STEP) % 180;
                    lengths.merge(step, corners[i].distance(corners[i - 1]), Double::sum);
                    angles.putIfAbsent(step, half);
                }
            }
        }
        long edges = Math.max(4, shape.getNumPoints());
        int most = Math.clamp(MOST_WORK / (edges * edges), 2, MOST_ANGLES);
        return lengths.entrySet().stream().sorted((a, b) -> Double.compare(b.getValue(), a.getValue())).limit(most)
                .map(entry -> angles.get(entry.getKey())).toList();
    }

    private static Geometry turned(Geometry shape, double angle) {
        return AffineTransformation.rotationInstance(angle).transform(shape);
    }

    /** The lanes of each cell as they lie; null for too many. */
    private List<List<Coordinate[]>> lanes(Geometry inner, double angle, double margin) {
        List<List<LaneCells.Lane>> cells = LaneCells.of(turned(inner, -angle), request.laneMetres(), margin, MOST_WAYPOINTS / 2);
        AffineTransformation back = AffineTransformation.rotationInstance(angle);
        List<List<Coordinate[]>> placed = new ArrayList<>();
        for (List<LaneCells.Lane> cell : cells) {
            placed.add(cell.stream().map(lane -> new Coordinate[] {
                back.transform(new Coordinate(lane.left(), lane.y()), new Coordinate()),
                back.transform(new Coordinate(lane.right(), lane.y()), new Coordinate())}).toList());
        }
        return placed.isEmpty() && inner.getArea() > request.laneMetres() * request.laneMetres() ? null : placed;
    }

    /** To the millimetre, without places that are passed straight on. */
    private static List<Coordinate> rounded(List<Coordinate> route) {
        List<Coordinate> kept = new ArrayList<>();
        for (Coordinate each : route) {
            Coordinate next = new Coordinate(Math.round(each.x * 1000) / 1000.0, Math.round(each.y * 1000) / 1000.0);
            if (!kept.isEmpty() && kept.getLast().equals2D(next)) {
                continue;
            }
            kept.add(next);
        }
        return kept;
    }
}
