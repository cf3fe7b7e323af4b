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
    private int placesRead; // with the corners that files repeat

    void add(Drawing drawing) {
        requireRoom(0);
        places += drawing.places().size();
        if (places > MOST_PLACES) {
            throw tooManyPlaces();
        }
        all.add(drawing);
    }

    /** For one drawing more, beside those that wait to be added. */
    void requireRoom(int waiting) {
        if (all.size() + waiting >= MOST) {
            throw new BadFile("has more than " + MOST + " drawings");
        }
    }

    private static BadFile tooManyPlaces() {
        return new BadFile("has more than " + MOST_PLACES + " places");
    }

    List<Drawing> all() {
        return all;
    }

    Plane.Corner place(double lon, double lat, String source) {
        if (!(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180)) {
            throw new BadFile(source + " has a place that is nowhere on earth: longitude " + lon + ", latitude " + lat);
        }
        if (++placesRead > MOST_PLACES + MOST) { // before the rest takes memory; each ring may repeat a corner
            throw tooManyPlaces();
        }
        return new Plane.Corner(lat, lon);
    }

    Plane.Corner place(String lon, String lat, String source) {
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
