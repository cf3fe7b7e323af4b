package depot.archive.place;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.JsonObject;
import java.io.IOException;

/**
 * Where on earth a frame is. Immutable.
 *
 * @param latitude and
 * @param longitude of its origin, in degrees
 * @param turn of its x axis from east, radians counter-clockwise
 * @param errorMetres root of the mean square that the fit leaves; 0 where it was placed by hand
 * @param source what it was placed by: recording, telemetry, operator, or map for a map's own
 */
public record Placement(double latitude, double longitude, double turn, double errorMetres, String source) {
    private static final int MAX_SOURCE = 40;

    public double latitudeOf(double x, double y) {
        return new LocalPlane(latitude, longitude).latitudeOf(new Frame(0, 0, turn).y(x, y));
    }

    public double longitudeOf(double x, double y) {
        return new LocalPlane(latitude, longitude).longitudeOf(new Frame(0, 0, turn).x(x, y));
    }

    /** From this frame to one with another placement. */
    public Frame into(Placement other) {
        LocalPlane plane = new LocalPlane(other.latitude, other.longitude);
        Frame inverse = new Frame(0, 0, -other.turn);
        double east = plane.east(longitude);
        double north = plane.north(latitude);
        return new Frame(inverse.x(east, north), inverse.y(east, north), turn - other.turn);
    }

    public void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("latitude", latitude);
        json.writeNumberField("longitude", longitude);
        json.writeNumberField("turn", turn);
        json.writeNumberField("errorMetres", errorMetres);
        json.writeStringField("source", source);
        json.writeEndObject();
    }

    /** @throws depot.common.json.BadInput when something is missing */
    public static Placement from(JsonObject json) {
        return new Placement(json.number("latitude", -90, 90), json.number("longitude", -180, 180), json.number("turn"),
                json.optionalNumber("errorMetres").orElse(0), json.text("source", MAX_SOURCE));
    }
}
