package depot.dispatch.model;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.operation.valid.IsSimpleOp;

/** What a client says of a zone; what it leaves out is empty. */
public record ZoneEdit(Optional<String> name, Optional<String> zoneType, Optional<String> waypoints, Optional<String> polygon, Optional<UUID> mapId) {
    static final int MAX_NAME = 128;
    private static final int MAX_TYPE = 32;
    private static final int MAX_POINTS = 10_000;
    private static final int MIN_CORNERS = 3;

    /** @throws BadInput naming the field */
    public static ZoneEdit from(JsonObject json) {
        return new ZoneEdit(json.optionalText("name", MAX_NAME), json.optionalText("zoneType", MAX_TYPE),
                json.objects("waypoints", MAX_POINTS).map(ZoneEdit::waypoints),
                json.objects("polygon", MAX_POINTS).map(ZoneEdit::polygon),
                json.anyText("mapId").map(text -> Ids.field("mapId", text)));
    }

    private record Waypoint(double x, double y, OptionalDouble theta) {}

    private static String waypoints(List<JsonObject> list) {
        // all are read before any is written: reading is what finds faults
        List<Waypoint> waypoints = list.stream().map(each ->
                new Waypoint(each.number("x"), each.number("y"), each.optionalNumber("theta"))).toList();
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

    private static String polygon(List<JsonObject> list) {
        if (list.size() < MIN_CORNERS) {
            throw BadInput.notAllowed("polygon", "must have at least " + MIN_CORNERS + " corners");
        }
        Coordinate[] corners = new Coordinate[list.size() + 1]; // x is the longitude
        for (int i = 0; i < list.size(); i++) {
            corners[i] = new Coordinate(list.get(i).number("lon", -180, 180), list.get(i).number("lat", -90, 90));
        }
        // some clients repeat the first corner at the end
        boolean closed = list.size() > MIN_CORNERS && corners[0].equals2D(corners[list.size() - 1]);
        corners[list.size()] = corners[0].copy();
        if (!isRing(closed ? java.util.Arrays.copyOf(corners, list.size()) : corners)) {
            throw BadInput.notAllowed("polygon", "must not cross or touch itself");
        }
        return text(json -> {
            json.writeStartArray();
            for (int i = 0; i < list.size(); i++) {
                json.writeStartObject();
                json.writeNumberField("lat", corners[i].y);
                json.writeNumberField("lon", corners[i].x);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static boolean isRing(Coordinate[] closed) {
        long distinct = java.util.Arrays.stream(closed).distinct().count();
        return distinct >= MIN_CORNERS && new IsSimpleOp(new GeometryFactory().createLinearRing(closed)).isSimple();
    }

    private static String text(JsonText.Body body) {
        return new String(JsonText.write(body), StandardCharsets.UTF_8);
    }
}
