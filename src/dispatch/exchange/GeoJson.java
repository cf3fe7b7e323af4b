package depot.dispatch.exchange;

import depot.dispatch.ground.Plane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads GeoJSON (RFC 7946): a FeatureCollection, a Feature, or a geometry alone. Heights are ignored; so are features without a
 * geometry. A member {@code crs} (GeoJSON 2008) is allowed where it names what RFC 7946 has anyway. Pure.
 */
public final class GeoJson {
    private static final Set<String> SAME_CRS = Set.of("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84",
            "urn:ogc:def:crs:EPSG::4326", "EPSG:4326", "OGC:CRS84");
    private static final List<String> NAMES = List.of("name", "Name", "NAME", "title", "label");
    private static final int DEEPEST = 8;

    private final Drawings drawings = new Drawings();

    private GeoJson() {}

    /** @param root as a JSON reader makes it: maps, lists, texts and numbers @throws BadFile */
    public static List<Drawing> read(Map<?, ?> root) {
        GeoJson reader = new GeoJson();
        reader.checkCrs(root);
        Object type = root.get("type");
        if ("FeatureCollection".equals(type)) {
            if (!(root.get("features") instanceof List<?> features)) {
                throw new BadFile("has no list “features”");
            }
            for (int i = 0; i < features.size(); i++) {
                reader.feature(features.get(i), "features[" + i + "]");
            }
        } else if ("Feature".equals(type)) {
            reader.feature(root, "the feature");
        } else {
            reader.geometry(root, new Properties(null, null, null), "the geometry", 0);
        }
        return reader.drawings.all();
    }

    private record Properties(String name, String type, String zone) {}

    private void checkCrs(Map<?, ?> root) {
        if (root.get("crs") instanceof Map<?, ?> crs) {
            Object name = crs.get("properties") instanceof Map<?, ?> properties ? properties.get("name") : null;
            if (name != null && !SAME_CRS.contains(name)) {
                throw new BadFile("has places in another system than WGS 84 (its “crs” is " + name + "): have it written in EPSG:4326");
            }
        }
    }

    private void feature(Object value, String source) {
        if (!(value instanceof Map<?, ?> feature) || !"Feature".equals(feature.get("type"))) {
            throw new BadFile(source + " is no Feature");
        }
        Map<?, ?> properties = feature.get("properties") instanceof Map<?, ?> map ? map : Map.of();
        String name = NAMES.stream().map(properties::get).filter(String.class::isInstance).map(String.class::cast)
                .filter(text -> !text.isBlank()).findFirst()
                .orElse(feature.get("id") instanceof String id ? id : null);
        if (feature.get("geometry") != null) {
            geometry(feature.get("geometry"), new Properties(name, text(properties.get("zoneType")), text(properties.get("zone"))), source
                    + ".geometry", 0);
        }
    }

    private static String text(Object value) {
        return value instanceof String text && !text.isBlank() ? text : null;
    }

    private void geometry(Object value, Properties properties, String source, int depth) {
        if (!(value instanceof Map<?, ?> geometry) || !(geometry.get("type") instanceof String type)) {
            throw new BadFile(source + " is no geometry");
        }
        String inside = source + ".coordinates";
        Object coordinates = geometry.get("coordinates");
        switch (type) {
            case "Point" -> add(Drawing.Kind.POINT, List.of(place(coordinates, inside)), properties, source);
            case "LineString" -> add(Drawing.Kind.LINE, places(coordinates, inside), properties, source);
            case "Polygon" -> polygon(coordinates, properties, inside);
            case "MultiPoint" -> each(coordinates, inside, (part, at) ->
                    add(Drawing.Kind.POINT, List.of(place(part, at)), properties, source));
            case "MultiLineString" -> each(coordinates, inside, (part, at) -> add(Drawing.Kind.LINE, places(part, at), properties, source));
            case "MultiPolygon" -> each(coordinates, inside, (part, at) -> polygon(part, properties, at));
            case "GeometryCollection" -> {
                if (depth > DEEPEST) {
                    throw new BadFile(source + " is nested too deep");
                }
                each(geometry.get("geometries"), source + ".geometries", (part, at) -> geometry(part, properties, at, depth + 1));
            }
            default -> throw new BadFile(source + " is of no type that GeoJSON has");
        }
    }

    @FunctionalInterface
    private interface Part {
        void take(Object value, String source);
    }

    private static void each(Object value, String source, Part part) {
        List<?> list = list(value, source);
        for (int i = 0; i < list.size(); i++) {
            part.take(list.get(i), source + "[" + i + "]");
        }
    }

    private static List<?> list(Object value, String source) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new BadFile(source + " is no list");
    }

    private void polygon(Object value, Properties properties, String source) {
        List<?> rings = list(value, source);
        for (int i = 0; i < rings.size(); i++) {
            add(i == 0 ? Drawing.Kind.AREA : Drawing.Kind.HOLE, Drawings.ring(places(rings.get(i), source + "[" + i + "]")), properties,
                    source);
        }
    }

    private List<Plane.Corner> places(Object value, String source) {
        List<?> list = list(value, source);
        List<Plane.Corner> places = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            places.add(place(list.get(i), source + "[" + i + "]"));
        }
        return places;
    }

    private Plane.Corner place(Object value, String source) {
        if (value instanceof List<?> pair && pair.size() >= 2 && pair.get(0) instanceof Number lon && pair.get(1) instanceof Number lat) {
            return drawings.place(lon.doubleValue(), lat.doubleValue(), source);
        }
        throw new BadFile(source + " is no place: a list of longitude and latitude");
    }

    private void add(Drawing.Kind kind, List<Plane.Corner> places, Properties properties, String source) {
        if (!places.isEmpty()) { // RFC 7946, section 3.1: as good as null
            drawings.add(new Drawing(properties.name, properties.type, kind, places, properties.zone, source));
        }
    }
}
