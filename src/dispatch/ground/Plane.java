package depot.dispatch.ground;

import depot.dispatch.model.Site;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.GeometryFixer;

/**
 * The rovers' plane around the site's origin: x east, y north, in metres. Good to a millimetre over a yard and a decimetre over kilometres,
 * and the same as the page's, so that both mean one place. Immutable.
 */
public final class Plane {
    public static final GeometryFactory SHAPES = new GeometryFactory();
    private static final double EARTH_METRES = 6_378_137; // WGS 84, semi-major axis
    private static final double FLATTENING = 1 / 298.257223563;

    private final double latitude;
    private final double longitude;
    private final double north; // metres for one degree, as the next
    private final double east;

    private Plane(double latitude, double longitude) {
        this.latitude = latitude;
        this.longitude = longitude;
        double e2 = FLATTENING * (2 - FLATTENING);
        double sin = Math.sin(Math.toRadians(latitude));
        double w = 1 - e2 * sin * sin;
        north = Math.toRadians(EARTH_METRES * (1 - e2) / Math.pow(w, 1.5));
        east = Math.toRadians(EARTH_METRES / Math.sqrt(w) * Math.cos(Math.toRadians(latitude)));
    }

    public static Plane around(Site.Origin origin) {
        return new Plane(origin.latitude(), origin.longitude());
    }

    /** Around any place: distances are right, but x 0, y 0 is not the site's origin. */
    public static Plane around(double latitude, double longitude) {
        return new Plane(latitude, longitude);
    }

    public Coordinate metres(double lat, double lon) {
        double turn = lon - longitude; // the shorter way around the earth
        return new Coordinate((turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn) * east, (lat - latitude) * north);
    }

    public double latitude(double y) {
        return latitude + y / north;
    }

    public double longitude(double x) {
        double turned = longitude + x / east;
        return turned > 180 ? turned - 360 : turned < -180 ? turned + 360 : turned;
    }

    /** A polygon's corners in degrees. */
    public record Corner(double lat, double lon) {}

    /** The area within; what old rows left crossing itself is made sound. */
    public Geometry area(List<Corner> corners) {
        List<Coordinate> ring = new ArrayList<>(corners.size() + 1);
        corners.forEach(corner -> ring.add(metres(corner.lat(), corner.lon())));
        if (!ring.getFirst().equals2D(ring.getLast())) {
            ring.add(ring.getFirst().copy());
        }
        if (ring.size() < 4) {
            return SHAPES.createPolygon();
        }
        Polygon polygon = SHAPES.createPolygon(ring.toArray(Coordinate[]::new));
        return polygon.isValid() ? polygon : GeometryFixer.fix(polygon);
    }
}
