package depot.dispatch.exchange;

import depot.dispatch.ground.Plane;
import java.util.ArrayList;
import java.util.List;

/** Gathers drawings from a file, within bounds. For one thread. */
final class Drawings {
    private static final int MOST = 1000;
    private static final int MOST_PLACES = 200_000;

    private final List<Drawing> all = new ArrayList<>();
    private int places;

    void add(Drawing drawing) {
        places += drawing.places().size();
        if (all.size() >= MOST) {
            throw new BadFile("has more than " + MOST + " drawings");
        }
        if (places > MOST_PLACES) {
            throw new BadFile("has more than " + MOST_PLACES + " places");
        }
        all.add(drawing);
    }

    List<Drawing> all() {
        return all;
    }

    static Plane.Corner place(double lon, double lat, String source) {
        if (!(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180)) {
            throw new BadFile(source + " has a place that is nowhere on earth: longitude " + lon + ", latitude " + lat);
        }
        return new Plane.Corner(lat, lon);
    }

    static Plane.Corner place(String lon, String lat, String source) {
        try {
            return place(Double.parseDouble(lon.strip()), Double.parseDouble(lat.strip()), source);
        } catch (NumberFormatException e) {
            throw new BadFile(source + " has a place that is no two numbers");
        }
    }

    /** Files repeat the first corner at the end of a ring. */
    static List<Plane.Corner> ring(List<Plane.Corner> places) {
        boolean closed = places.size() > 1 && places.getFirst().equals(places.getLast());
        return closed ? places.subList(0, places.size() - 1) : places;
    }
}
