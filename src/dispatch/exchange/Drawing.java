package depot.dispatch.exchange;

import depot.dispatch.ground.Plane;
import java.util.List;

/**
 * Something drawn on a map, as files of other programs have it. Immutable.
 *
 * @param name null where it has none
 * @param type what its maker calls it, such as keepout; null for nothing
 * @param kind what it is drawn as
 * @param places of a line or a point, or an area's corners
 * @param zone what holds several drawings together; null for none
 * @param source where it stands in its file, for errors
 */
public record Drawing(String name, String type, Kind kind, List<Plane.Corner> places, String zone, String source) {
    /** A hole is an area's, and the area comes before it. */
    public enum Kind { POINT, LINE, AREA, HOLE }
}
