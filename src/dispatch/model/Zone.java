package depot.dispatch.model;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/**
 * A place or a route. Immutable.
 *
 * @param zoneType {@code route}, {@code polygon}, {@code point}, or another short word of a client's
 * @param waypoints JSON list of {@code {"x","y","theta"?}}, metres and radians; never null
 * @param polygon JSON list of {@code {"lat","lon"}}, degrees, or null
 * @param mapId null for none
 */
public record Zone(UUID id, String name, String zoneType, String waypoints, String polygon, UUID mapId, Instant createdAt, Instant updatedAt) {
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id.toString());
        json.writeStringField("name", name);
        json.writeStringField("zoneType", zoneType);
        json.writeFieldName("waypoints");
        json.writeRawValue(waypoints);
        json.writeFieldName("polygon");
        if (polygon == null) {
            json.writeNull();
        } else {
            json.writeRawValue(polygon);
        }
        json.writeStringField("mapId", mapId == null ? null : mapId.toString());
        json.writeStringField("createdAt", createdAt.toString());
        json.writeStringField("updatedAt", updatedAt.toString());
        json.writeEndObject();
    }
}
