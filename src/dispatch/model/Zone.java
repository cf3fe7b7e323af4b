package depot.dispatch.model;

import java.time.Instant;
import java.util.UUID;

/**
 * A place or a route. Immutable. Its lists are kept, and handed on, as the text that the database has: nothing here reads them.
 *
 * @param zoneType {@code route}, {@code polygon}, {@code point}, or another short word of a client's
 * @param waypoints list of {@code {"x","y","theta"?}}, metres and radians; never null
 * @param polygon list of {@code {"lat","lon"}}, degrees, or null
 * @param mapId null for none
 * @param exclusive whether one rover at a time may be on a task in it
 * @param version grows with every edit
 */
public record Zone(UUID id, String name, String zoneType, String waypoints, String polygon, UUID mapId, boolean exclusive,
        Instant createdAt, Instant updatedAt,
        long version) {}
