package depot.dispatch.web;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.JsonText;
import depot.dispatch.ground.Plane;
import depot.dispatch.model.Site;
import depot.dispatch.model.Zone;
import depot.dispatch.store.RouteChecks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;

/**
 * Zones as GeoJSON (RFC 7946): a feature for an area, one for a route, both where a zone has both; the property {@code zone} holds them
 * together. While the site has no origin, a route is a feature without a geometry. Pure.
 */
final class GeoJsonText {
    private GeoJsonText() {}

    /** @param origin null while it is not set */
    static JsonText.Body of(Site.Origin origin, List<Zone> zones) {
        Plane plane = origin == null ? null : Plane.around(origin);
        return json -> {
            json.writeStartObject();
            json.writeStringField("type", "FeatureCollection");
            json.writeArrayFieldStart("features");
            for (Zone zone : zones) {
                List<Coordinate> route = RouteChecks.waypoints(zone.waypoints());
                if (zone.polygon() != null) {
                    feature(json, zone, "area", () -> polygon(json, RouteChecks.corners(zone.polygon())));
                }
                if (!route.isEmpty() || zone.polygon() == null) {
                    feature(json, zone, "route", () -> route(json, route, plane));
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        };
    }

    private interface Geometry {
        void write() throws IOException;
    }

    private static void feature(JsonGenerator json, Zone zone, String part, Geometry geometry) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "Feature");
        json.writeObjectFieldStart("properties");
        json.writeStringField("name", zone.name());
        json.writeStringField("zoneType", zone.zoneType());
        json.writeStringField("zone", zone.id().toString());
        json.writeStringField("part", part);
        json.writeEndObject();
        json.writeFieldName("geometry");
        geometry.write();
        json.writeEndObject();
    }

    private static void polygon(JsonGenerator json, List<Plane.Corner> corners) throws IOException {
        List<Coordinate> ring = new ArrayList<>(corners.stream().map(corner -> new Coordinate(corner.lon(), corner.lat())).toList());
        if (ring.size() < 3) {
            json.writeNull();
            return;
        }
        if (!ring.getFirst().equals2D(ring.getLast())) {
            ring.add(ring.getFirst());
        }
        if (ring.size() > 3 && !Orientation.isCCW(ring.toArray(Coordinate[]::new))) { // section 3.1.6
            Collections.reverse(ring);
        }
        json.writeStartObject();
        json.writeStringField("type", "Polygon");
        json.writeArrayFieldStart("coordinates");
        places(json, ring);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void route(JsonGenerator json, List<Coordinate> route, Plane plane) throws IOException {
        if (route.isEmpty() || plane == null) {
            json.writeNull();
            return;
        }
        List<Coordinate> places = route.stream().map(each -> new Coordinate(plane.longitude(each.x), plane.latitude(each.y))).toList();
        json.writeStartObject();
        json.writeStringField("type", places.size() == 1 ? "Point" : "LineString");
        json.writeFieldName("coordinates");
        if (places.size() == 1) {
            place(json, places.getFirst());
        } else {
            places(json, places);
        }
        json.writeEndObject();
    }

    private static void places(JsonGenerator json, List<Coordinate> places) throws IOException {
        json.writeStartArray();
        for (Coordinate each : places) {
            place(json, each);
        }
        json.writeEndArray();
    }

    /** To 10^-9 degrees, a tenth of a millimetre. */
    private static void place(JsonGenerator json, Coordinate place) throws IOException {
        json.writeStartArray();
        json.writeNumber(Math.round(place.x * 1e9) / 1e9);
        json.writeNumber(Math.round(place.y * 1e9) / 1e9);
        json.writeEndArray();
    }
}
