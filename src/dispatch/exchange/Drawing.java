package depot.dispatch.exchange;

import depot.dispatch.ground.Plane;
import java.util.List;

/**
 * Something drawn on a map, as files of other programs have it. Immutable.
 *
 * @param name null where it has none
 * @param type the type that its author gave it, such as keepout; null for none
 * @param kind what it is drawn as
 * @param places of a line or a point, or an area's corners
 * @param zone what holds several drawings together; null for none
 * @param source its position in the file, for error messages
 */
public record Drawing(String name, String type, Kind kind, List<Plane.Corner> places, String zone, String source) {
    /** A hole is an area's, and the area comes before it. */
    public enum Kind { POINT, LINE, AREA, HOLE }
}
