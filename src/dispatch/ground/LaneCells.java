package depot.dispatch.ground;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/**
 * Lanes along x for an area of any form: it is cut where its width jumps or it parts, and each cell gets lanes of its own, so that each
 * lane of a cell is one stretch and the next one is beside it (the boustrophedon decomposition of Choset and Pignon, 1997). Pure.
 *
 * <pre>
 *      ┌──────┐      cell 2: its lower edge is the other's upper one, so its first lane is a lane's width above that one's last
 *      │  2   │
 *   ┌──┴──────┴──┐
 *   │     1      │   cell 1: its edges are edges of the area, in part at least: it has a lane along each
 *   └────────────┘
 * </pre>
 */
final class LaneCells {
    private static final double EDGE = 0.001; // from an edge to the lane along it, so that it is not missed for rounding
    private static final double SHORTEST = 0.01;

    private final double lane;
    private final double margin;

    /** One lane, from left to right. */
    record Lane(double y, double left, double right) {}

    /** A stretch of the area between two heights; its sides are straight. */
    private record Slab(double bottom, double top, double leftBottom, double rightBottom, double leftTop, double rightTop) {
        double left(double y) {
            return at(y, leftBottom, leftTop);
        }

        double right(double y) {
            return at(y, rightBottom, rightTop);
        }

        private double at(double y, double from, double to) {
            return from + (to - from) * (y - bottom) / (top - bottom);
        }
    }

    private static final class Cell {
        final List<Slab> slabs = new ArrayList<>();
        final List<Cell> below = new ArrayList<>();
        final List<Cell> above = new ArrayList<>();

        Slab first() {
            return slabs.getFirst();
        }

        Slab last() {
            return slabs.getLast();
        }
    }

    private LaneCells(double lane, double margin) {
        this.lane = lane;
        this.margin = margin;
    }

    /**
     * The lanes of each cell, from the lowest up; a cell that is too thin for one is left out.
     *
     * @param margin from the area's edge to the lane along it
     * @param most lanes together; with more, an empty list
     */
    static List<List<Lane>> of(Geometry area, double lane, double margin, int most) {
        LaneCells cells = new LaneCells(lane, margin);
        List<List<Lane>> all = new ArrayList<>();
        int count = 0;
        for (Cell cell : cells.cells(area)) {
            if ((cell.last().top - cell.first().bottom) / lane > most) {
                return List.of();
            }
            List<Lane> lanes = cells.lanes(cell);
            count += lanes.size();
            if (count > most) {
                return List.of();
            }
            if (!lanes.isEmpty()) {
                all.add(lanes);
            }
        }
        return all;
    }

    // ---- cutting

    private record Edge(Coordinate low, Coordinate high) {
        double x(double y) {
            return low.x + (high.x - low.x) * (y - low.y) / (high.y - low.y);
        }
    }

    private List<Cell> cells(Geometry area) {
        List<Edge> edges = new ArrayList<>();
        TreeSet<Double> heights = new TreeSet<>();
        for (int g = 0; g < area.getNumGeometries(); g++) {
            org.locationtech.jts.geom.Polygon polygon = (org.locationtech.jts.geom.Polygon) area.getGeometryN(g);
            for (int r = -1; r < polygon.getNumInteriorRing(); r++) {
                Coordinate[] ring = (r < 0 ? polygon.getExteriorRing() : polygon.getInteriorRingN(r)).getCoordinates();
                for (int i = 1; i < ring.length; i++) {
                    heights.add(ring[i].y);
                    if (ring[i].y != ring[i - 1].y) {
                        edges.add(ring[i].y > ring[i - 1].y ? new Edge(ring[i - 1], ring[i]) : new Edge(ring[i], ring[i - 1]));
                    }
                }
            }
        }
        edges.sort(Comparator.comparingDouble(edge -> edge.low.y));
        double[] ys = heights.stream().mapToDouble(Double::doubleValue).toArray();
        List<Cell> all = new ArrayList<>();
        List<Cell> row = List.of();
        List<Edge> active = new ArrayList<>();
        int next = 0;
        for (int i = 1; i < ys.length; i++) {
            double bottom = ys[i - 1];
            double top = ys[i];
            active.removeIf(edge -> edge.high.y <= bottom);
            while (next < edges.size() && edges.get(next).low.y <= bottom) {
                active.add(edges.get(next++));
            }
            row = stack(row, slabs(active, bottom, top), all);
        }
        return all;
    }

    private static List<Slab> slabs(List<Edge> active, double bottom, double top) {
        double middle = (bottom + top) / 2;
        Edge[] across = active.toArray(Edge[]::new);
        Arrays.sort(across, Comparator.comparingDouble(edge -> edge.x(middle)));
        List<Slab> slabs = new ArrayList<>(across.length / 2);
        for (int i = 0; i + 1 < across.length; i += 2) {
            slabs.add(new Slab(bottom, top, across[i].x(bottom), across[i + 1].x(bottom), across[i].x(top), across[i + 1].x(top)));
        }
        return slabs;
    }

    /** Puts a row of slabs on the row below: one that goes on the only one below it, at about its width, is of the same cell. */
    private List<Cell> stack(List<Cell> below, List<Slab> slabs, List<Cell> all) {
        List<List<Cell>> touches = new ArrayList<>();
        int[] touched = new int[below.size()];
        int from = 0;
        for (Slab slab : slabs) {
            List<Cell> touch = new ArrayList<>();
            while (from < below.size() && below.get(from).last().rightTop <= slab.leftBottom) {
                from++;
            }
            for (int i = from; i < below.size() && below.get(i).last().leftTop < slab.rightBottom; i++) {
                if (Math.min(below.get(i).last().rightTop, slab.rightBottom) > Math.max(below.get(i).last().leftTop, slab.leftBottom)) {
                    touch.add(below.get(i));
                    touched[i]++;
                }
            }
            touches.add(touch);
        }
        List<Cell> row = new ArrayList<>(slabs.size());
        for (int i = 0; i < slabs.size(); i++) {
            Slab slab = slabs.get(i);
            List<Cell> touch = touches.get(i);
            if (touch.size() == 1 && touched[below.indexOf(touch.getFirst())] == 1 && goesOn(touch.getFirst().last(), slab)) {
                touch.getFirst().slabs.add(slab);
                row.add(touch.getFirst());
            } else {
                Cell cell = new Cell();
                cell.slabs.add(slab);
                for (Cell each : touch) {
                    each.above.add(cell);
                    cell.below.add(each);
                }
                all.add(cell);
                row.add(cell);
            }
        }
        return row;
    }

    private boolean goesOn(Slab lower, Slab upper) {
        return Math.abs(lower.leftTop - upper.leftBottom) < lane / 4 && Math.abs(lower.rightTop - upper.rightBottom) < lane / 4;
    }

    // ---- lanes

    private List<Lane> lanes(Cell cell) {
        double bottom = cell.first().bottom;
        double top = cell.last().top;
        boolean freeBelow = isFree(cell, true);
        boolean freeAbove = isFree(cell, false);
        double low = bottom + (freeBelow ? fromFreeEdge(cell.slabs, true) : fromShared(cell.below, false));
        double high = top - (freeAbove ? fromFreeEdge(cell.slabs.reversed(), false) : fromShared(cell.above, true));
        List<Lane> lanes = new ArrayList<>();
        if (high < low) {
            if (!freeBelow && !freeAbove && top - bottom < lane * 0.75) {
                return lanes; // its neighbours' lanes cover it
            }
            low = high = Math.clamp((low + high) / 2, bottom, top);
        }
        int count = (int) Math.ceil((high - low) / lane - 1e-6) + 1;
        double spacing = count > 1 ? (high - low) / (count - 1) : 0;
        int slab = 0;
        for (int i = 0; i < count; i++) {
            double y = low + i * spacing;
            while (slab + 1 < cell.slabs.size() && cell.slabs.get(slab).top < y) {
                slab++;
            }
            Lane each = new Lane(y, cell.slabs.get(slab).left(y), cell.slabs.get(slab).right(y));
            if (each.right - each.left >= SHORTEST) {
                lanes.add(each);
            }
        }
        return lanes;
    }

    /** A tip has no edge to drive along: the first lane is where it is wide enough for one. */
    private double fromFreeEdge(List<Slab> slabs, boolean upwards) {
        double width = lane / 2;
        double edge = upwards ? slabs.getFirst().bottom : slabs.getFirst().top;
        for (Slab slab : slabs) {
            double near = upwards ? slab.rightBottom - slab.leftBottom : slab.rightTop - slab.leftTop;
            double far = upwards ? slab.rightTop - slab.leftTop : slab.rightBottom - slab.leftBottom;
            if (Math.max(near, far) >= width) {
                double share = near >= width ? 0 : (width - near) / (far - near);
                double y = upwards ? slab.bottom + share * (slab.top - slab.bottom) : slab.top - share * (slab.top - slab.bottom);
                return Math.max(margin, Math.max(EDGE, Math.abs(y - edge)));
            }
        }
        return Math.max(margin, lane / 4);
    }

    private double fromShared(List<Cell> neighbours, boolean theirsIsBelow) {
        boolean driven = neighbours.stream().anyMatch(cell -> isFree(cell, theirsIsBelow));
        return driven ? lane - Math.max(margin, EDGE) : lane / 2;
    }

    /** Whether some of its lower, or upper, edge is the area's own. */
    private boolean isFree(Cell cell, boolean below) {
        Slab end = below ? cell.first() : cell.last();
        double left = below ? end.leftBottom : end.leftTop;
        double right = below ? end.rightBottom : end.rightTop;
        double shared = 0;
        for (Cell each : below ? cell.below : cell.above) {
            Slab other = below ? each.last() : each.first();
            shared += Math.max(0, Math.min(right, below ? other.rightTop : other.rightBottom) - Math.max(left, below
                    ? other.leftTop : other.leftBottom));
        }
        return right - left - shared > lane / 4 || (below ? cell.below : cell.above).isEmpty();
    }
}
