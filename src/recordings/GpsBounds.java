package depot.recordings;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import java.io.IOException;
import java.util.Optional;

/** Where a session went, or a map is, in degrees (WGS 84). Immutable. */
public record GpsBounds(double minLat, double maxLat, double minLon, double maxLon) {

    /** @throws BadInput when a corner is missing */
    public static Optional<GpsBounds> from(JsonObject json, String field) {
        return json.object(field).map(at -> new GpsBounds(at.number("min_lat"), at.number("max_lat"), at.number("min_lon"),
                at.number("max_lon")));
    }

    public boolean overlaps(GpsBounds other) {
        return minLat <= other.maxLat && maxLat >= other.minLat && minLon <= other.maxLon && maxLon >= other.minLon;
    }

    public GpsBounds wider(double degrees) {
        return new GpsBounds(minLat - degrees, maxLat + degrees, minLon - degrees, maxLon + degrees);
    }

    public GpsBounds and(GpsBounds other) {
        return new GpsBounds(Math.min(minLat, other.minLat), Math.max(maxLat, other.maxLat), Math.min(minLon, other.minLon),
                Math.max(maxLon, other.maxLon));
    }

    public double middleLat() {
        return (minLat + maxLat) / 2;
    }

    public double middleLon() {
        return (minLon + maxLon) / 2;
    }

    /** The value alone. */
    public void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("min_lat", minLat);
        json.writeNumberField("max_lat", maxLat);
        json.writeNumberField("min_lon", minLon);
        json.writeNumberField("max_lon", maxLon);
        json.writeEndObject();
    }

    /** The field, null where there are none. */
    public static void write(JsonGenerator json, String field, Optional<GpsBounds> bounds) throws IOException {
        json.writeFieldName(field);
        if (bounds.isPresent()) {
            bounds.get().write(json);
        } else {
            json.writeNull();
        }
    }
}
