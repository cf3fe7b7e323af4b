package depot.dispatch.ground;

import java.util.List;
import org.locationtech.jts.algorithm.Distance;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.index.strtree.STRtree;

/** How much of an area a route covers, counted on a grid of some ten thousand places. Pure; the same each time. */
public final class CoveredShare {
    private static final int PLACES = 20_000;
    private static final int ROWS = 2000;
    private static final double TOUCH = 1e-6;

    private CoveredShare() {}

    /** From 0 to 1. @param laneMetres the width of what is covered as a rover passes */
    public static double of(Geometry area, List<Coordinate> route, double laneMetres) {
        double reach = laneMetres / 2 + TOUCH;
        STRtree legs = new STRtree();
        for (int i = 1; i < route.size(); i++) {
            Envelope box = new Envelope(route.get(i - 1), route.get(i));
            box.expandBy(reach);
            legs.insert(box, new Coordinate[] {route.get(i - 1), route.get(i)});
        }
        Envelope box = area.getEnvelopeInternal();
        double step = Math.max(Math.sqrt(area.getArea() / PLACES), box.getHeight() / ROWS);
        long all = 0;
        long covered = 0;
        for (double y = box.getMinY() + step / 2; y < box.getMaxY(); y += step) {
            Geometry row = area.intersection(Plane.SHAPES.createLineString(new Coordinate[] {new Coordinate(box.getMinX() - 1, y),
                    new Coordinate(box.getMaxX() + 1, y)}));
            for (int i = 0; i < row.getNumGeometries(); i++) {
                if (row.getGeometryN(i) instanceof LineString stretch) {
                    double left = stretch.getEnvelopeInternal().getMinX();
                    for (double x = left + step / 2; x < stretch.getEnvelopeInternal().getMaxX(); x += step) {
                        all++;
                        covered += isCovered(legs, new Coordinate(x, y), reach) ? 1 : 0;
                    }
                }
            }
        }
        return all == 0 ? 0 : (double) covered / all;
    }

    private static boolean isCovered(STRtree legs, Coordinate place, double reach) {
        for (Object leg : legs.query(new Envelope(place))) {
            Coordinate[] ends = (Coordinate[]) leg;
            if (Distance.pointToSegment(place, ends[0], ends[1]) <= reach) {
                return true;
            }
        }
        return false;
    }
}
