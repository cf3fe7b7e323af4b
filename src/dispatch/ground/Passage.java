package depot.dispatch.ground;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.linearref.LengthIndexedLine;

/**
 * Ways from place to place that stay within one polygon: straight where that is possible, along the edge where it is not. A straight way
 * that leaves the polygon across one ring comes back across the same ring, so that ring leads from the one place to the other. The result
 * is short, but not the shortest. For one thread.
 */
final class Passage {
    private static final double SAME = 1e-6;

    private final Polygon polygon;
    private final PreparedGeometry prepared;
    private final List<LinearRing> rings = new ArrayList<>();

    Passage(Polygon polygon) {
        this.polygon = polygon;
        prepared = PreparedGeometryFactory.prepare(polygon.buffer(SAME)); // ends of lanes lie on its edge
        rings.add(polygon.getExteriorRing());
        for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
            rings.add(polygon.getInteriorRingN(i));
        }
    }

    boolean isStraight(Coordinate from, Coordinate to) {
        return from.distance(to) < SAME || prepared.covers(Plane.SHAPES.createLineString(new Coordinate[] {from, to}));
    }

    /** The places on the way, without the first and with the last. */
    List<Coordinate> way(Coordinate from, Coordinate to) {
        if (isStraight(from, to)) {
            return List.of(to);
        }
        List<Coordinate> way = new ArrayList<>();
        way.add(from);
        Geometry outside = Plane.SHAPES.createLineString(new Coordinate[] {from, to}).difference(polygon);
        List<LineString> gaps = new ArrayList<>();
        for (int i = 0; i < outside.getNumGeometries(); i++) {
            if (outside.getGeometryN(i) instanceof LineString gap && gap.getLength() > SAME) {
                gaps.add(gap);
            }
        }
        gaps.sort(Comparator.comparingDouble(gap -> gap.getCoordinateN(0).distance(from)));
        for (LineString gap : gaps) {
            Coordinate a = gap.getCoordinateN(0);
            Coordinate b = gap.getCoordinateN(gap.getNumPoints() - 1);
            boolean turned = a.distance(from) > b.distance(from);
            along(turned ? b : a, turned ? a : b, way);
        }
        way.add(to);
        return shortened(way);
    }

    double length(Coordinate from, Coordinate to) {
        double sum = 0;
        Coordinate at = from;
        for (Coordinate next : way(from, to)) {
            sum += at.distance(next);
            at = next;
        }
        return sum;
    }

    /** Along the ring that both are on, the shorter way. */
    private void along(Coordinate from, Coordinate to, List<Coordinate> way) {
        LinearRing ring = rings.stream().min(Comparator.comparingDouble(each -> each.distance(Plane.SHAPES.createPoint(from))
                + each.distance(Plane.SHAPES.createPoint(to)))).orElseThrow();
        LengthIndexedLine index = new LengthIndexedLine(ring);
        double a = index.project(from);
        double b = index.project(to);
        double whole = ring.getLength();
        double ahead = b >= a ? b - a : b - a + whole;
        boolean forward = ahead <= whole / 2;
        double begin = forward ? a : b;
        double end = forward ? b : a;
        List<Coordinate> places = new ArrayList<>(List.of(index.extractPoint(begin)));
        if (begin <= end) {
            places.addAll(List.of(index.extractLine(begin, end).getCoordinates()));
        } else {
            places.addAll(List.of(index.extractLine(begin, whole).getCoordinates()));
            places.addAll(List.of(index.extractLine(0, end).getCoordinates()));
        }
        way.addAll(forward ? places : places.reversed());
    }

    /** Leaves places out where the way past them is straight. */
    private List<Coordinate> shortened(List<Coordinate> way) {
        List<Coordinate> kept = new ArrayList<>();
        int at = 0;
        while (at < way.size() - 1) {
            int step = way.size() - 1 - at;
            while (step > 1 && !isStraight(way.get(at), way.get(at + step))) {
                step = step > 8 ? step / 2 : step - 1;
            }
            at += step;
            kept.add(way.get(at));
        }
        return kept;
    }
}
