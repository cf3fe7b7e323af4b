package depot.dispatch.model;

import java.util.List;

/**
 * The yard as its operator has set it. Immutable.
 *
 * @param name null while it has none
 * @param origin where x 0, y 0 is; null while it is not set
 * @param imageCorners the picture's top left, top right and bottom left on the plane; null while it has no place
 * @param image null for none
 * @param version grows with every change
 */
public record Site(String name, Origin origin, List<Corner> imageCorners, Image image, long version) {
    /** On WGS 84, in degrees; {@code heightMetres} is above the ellipsoid, and null where it is not known. */
    public record Origin(double latitude, double longitude, Double heightMetres) {}

    /** Metres from the origin: x east, y north. */
    public record Corner(double x, double y) {}

    /** What is known of the picture without reading it. @param tag a hash of its bytes */
    public record Image(String type, long bytes, String tag) {}
}
