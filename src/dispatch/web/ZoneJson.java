package depot.dispatch.web;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.dispatch.ground.Plane;
import depot.dispatch.model.Zone;
import depot.dispatch.model.ZoneEdit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.operation.valid.IsSimpleOp;

/** Zones as clients write and see them. */
public final class ZoneJson {
    private static final int MAX_NAME = 128;
    private static final int MAX_TYPE = 32;
    private static final int MAX_POINTS = 10_000;
    private static final int MIN_CORNERS = 3;
    private static final double MAX_METRES = 100_000;
    private static final double MAX_RADIANS = 1000; // some tools count turns on

    private ZoneJson() {}

    /** {@code exclusive} is there only where it is true. */
    public static void write(Zone zone, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", zone.id().toString());
        json.writeStringField("name", zone.name());
        json.writeStringField("zoneType", zone.zoneType());
        json.writeFieldName("waypoints");
        json.writeRawValue(zone.waypoints());
        json.writeFieldName("polygon");
        if (zone.polygon() == null) {
            json.writeNull();
        } else {
            json.writeRawValue(zone.polygon());
        }
        json.writeStringField("mapId", zone.mapId() == null ? null : zone.mapId().toString());
        json.writeStringField("createdAt", zone.createdAt().toString());
        json.writeStringField("updatedAt", zone.updatedAt().toString());
        if (zone.exclusive()) {
            json.writeBooleanField("exclusive", true);
        }
        json.writeEndObject();
    }

    /** @throws BadInput naming the field */
    public static ZoneEdit edit(JsonObject json) {
        return new ZoneEdit(json.optionalName("name", MAX_NAME), json.optionalText("zoneType", MAX_TYPE),
                json.objects("waypoints", MAX_POINTS).map(ZoneJson::waypoints),
                json.objects("polygon", MAX_POINTS).map(ZoneJson::polygon),
                json.anyText("mapId").map(text -> Paths.field("mapId", text)), json.optionalFlag("exclusive"));
    }

    private record Waypoint(double x, double y, OptionalDouble theta) {}

    private static String waypoints(List<JsonObject> list) {
        // all are read before any is written: reading is what finds faults
        List<Waypoint> waypoints = list.stream().map(each -> new Waypoint(each.number("x", -MAX_METRES, MAX_METRES),
                each.number("y", -MAX_METRES, MAX_METRES),
                each.optionalNumber("theta", -MAX_RADIANS, MAX_RADIANS))).toList();
        return text(json -> {
            json.writeStartArray();
            for (Waypoint waypoint : waypoints) {
                json.writeStartObject();
                json.writeNumberField("x", waypoint.x);
                json.writeNumberField("y", waypoint.y);
                if (waypoint.theta.isPresent()) {
                    json.writeNumberField("theta", waypoint.theta.getAsDouble());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** To the millimetre. */
    static String waypointsText(Coordinate[] places) {
        return text(json -> {
            json.writeStartArray();
            for (Coordinate place : places) {
                json.writeStartObject();
                json.writeNumberField("x", Math.round(place.x * 1000) / 1000.0);
                json.writeNumberField("y", Math.round(place.y * 1000) / 1000.0);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static String polygon(List<JsonObject> list) {
        return polygonText(corners("polygon", list));
    }

    static String polygonText(List<Plane.Corner> corners) {
        return text(json -> {
            json.writeStartArray();
            for (Plane.Corner corner : corners) {
                json.writeStartObject();
                json.writeNumberField("lat", corner.lat());
                json.writeNumberField("lon", corner.lon());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** @throws BadInput for what is no ring */
    static List<Plane.Corner> corners(String field, List<JsonObject> list) {
        return ring(field, list.stream().map(each -> {
            double lon = each.number("lon", -180, 180);
            return new Plane.Corner(each.number("lat", -90, 90), lon);
        }).toList());
    }

    /** The same corners. @throws BadInput for what is no ring */
    static List<Plane.Corner> ring(String field, List<Plane.Corner> list) {
        if (list.size() < MIN_CORNERS) {
            throw BadInput.notAllowed(field, "must have at least " + MIN_CORNERS + " corners");
        }
        Coordinate[] corners = new Coordinate[list.size() + 1]; // x is the longitude
        for (int i = 0; i < list.size(); i++) {
            corners[i] = new Coordinate(list.get(i).lon(), list.get(i).lat());
        }
        // some clients repeat the first corner at the end
        boolean closed = list.size() > MIN_CORNERS && corners[0].equals2D(corners[list.size() - 1]);
        corners[list.size()] = corners[0].copy();
        if (!isRing(closed ? java.util.Arrays.copyOf(corners, list.size()) : corners)) {
            throw BadInput.notAllowed(field, "must not cross or touch itself");
        }
        return list;
    }

    private static boolean isRing(Coordinate[] closed) {
        long distinct = java.util.Arrays.stream(closed).distinct().count();
        return distinct >= MIN_CORNERS && new IsSimpleOp(new GeometryFactory().createLinearRing(closed)).isSimple();
    }

    private static String text(JsonText.Body body) {
        return new String(JsonText.write(body), StandardCharsets.UTF_8);
    }
}
