package depot.dispatch.ground;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;

/**
 * In which order cells are driven, and from which end each: always on to the nearest, from the best of several beginnings where the cells
 * are few. Pure.
 */
final class LaneOrder {
    private static final int FEW_CELLS = 6;
    private static final int LOOKED_AT = 4; // of the nearest ends, how far the way is

    private final Passage passage;
    private final List<List<Coordinate[]>> cells;

    /** A cell's lanes, from the first or the last, beginning left or right. */
    private record Entry(int cell, boolean lastFirst, boolean rightFirst) {}

    /** @param cells of each its lanes in order, each from left to right */
    LaneOrder(Passage passage, List<List<Coordinate[]>> cells) {
        this.passage = passage;
        this.cells = cells;
    }

    /** The route. @param from where it comes from; null for anywhere */
    List<Coordinate> route(Coordinate from) {
        if (from != null) {
            return drive(from, null);
        }
        List<Coordinate> best = null;
        double shortest = Double.MAX_VALUE;
        for (int cell = 0; cell < (cells.size() <= FEW_CELLS ? cells.size() : 1); cell++) {
            for (Entry entry : entries(cell)) {
                List<Coordinate> route = drive(null, entry);
                double length = length(route);
                if (length < shortest - 1e-6) {
                    shortest = length;
                    best = route;
                }
            }
        }
        return best == null ? List.of() : best;
    }

    static double length(List<Coordinate> route) {
        double sum = 0;
        for (int i = 1; i < route.size(); i++) {
            sum += route.get(i - 1).distance(route.get(i));
        }
        return sum;
    }

    private static List<Entry> entries(int cell) {
        return List.of(new Entry(cell, false, false), new Entry(cell, false, true), new Entry(cell, true, false),
                new Entry(cell, true, true));
    }

    private List<Coordinate> drive(Coordinate from, Entry first) {
        List<Coordinate> route = new ArrayList<>();
        BitSet left = new BitSet();
        left.set(0, cells.size());
        Coordinate at = from;
        Entry next = first != null ? first : nearest(at, left);
        while (next != null) {
            at = lanes(next, at, route);
            left.clear(next.cell);
            next = nearest(at, left);
        }
        return route;
    }

    private Entry nearest(Coordinate at, BitSet left) {
        List<Entry> entries = new ArrayList<>();
        left.stream().forEach(cell -> entries.addAll(entries(cell)));
        entries.sort(java.util.Comparator.comparingDouble(entry -> begin(entry).distance(at)));
        Entry best = null;
        double shortest = Double.MAX_VALUE;
        for (Entry entry : entries.subList(0, Math.min(LOOKED_AT, entries.size()))) {
            double length = passage.length(at, begin(entry));
            if (length < shortest) {
                shortest = length;
                best = entry;
            }
        }
        return best;
    }

    private Coordinate begin(Entry entry) {
        List<Coordinate[]> lanes = cells.get(entry.cell);
        Coordinate[] lane = entry.lastFirst ? lanes.getLast() : lanes.getFirst();
        return lane[entry.rightFirst ? 1 : 0];
    }

    /** Drives to and fro over a cell. Returns where it ends. */
    private Coordinate lanes(Entry entry, Coordinate from, List<Coordinate> route) {
        List<Coordinate[]> lanes = entry.lastFirst ? cells.get(entry.cell).reversed() : cells.get(entry.cell);
        boolean right = entry.rightFirst;
        Coordinate at = from;
        for (Coordinate[] lane : lanes) {
            Coordinate begin = lane[right ? 1 : 0];
            route.addAll(at == null ? List.of(begin) : passage.way(at, begin));
            at = lane[right ? 0 : 1];
            route.add(at);
            right = !right;
        }
        return at;
    }
}
