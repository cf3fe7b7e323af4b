package depot.dispatch.web;

import depot.common.http.Refused;
import depot.common.json.BadInput;
import depot.dispatch.exchange.Drawing;
import depot.dispatch.ground.Plane;
import depot.dispatch.model.ZoneEdit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.simplify.DouglasPeuckerSimplifier;

/**
 * Makes zones of a file's drawings: an area for each polygon and a keep-out for each of its holes, a route for each line, a point for
 * each point. A line of more places than a zone may have is thinned out by as little as that takes. Pure.
 */
final class ImportedZones {
    private static final int MAX_NAME = 128;
    private static final int MAX_TYPE = 32;
    private static final int MAX_POINTS = 10_000;
    private static final double MAX_METRES = 100_000;
    private static final double FIRST_TOLERANCE = 0.01;

    private ImportedZones() {}

    /** @throws Refused 409 for lines and points while there is no origin, 422 for what no zone may be */
    static List<ZoneEdit> of(List<Drawing> drawings, Optional<Plane> plane) {
        Map<String, List<Drawing>> together = new LinkedHashMap<>(); // an area and its route, as GET /zones.geojson writes them
        for (int i = 0; i < drawings.size(); i++) {
            Drawing each = drawings.get(i);
            boolean held = each.zone() != null && each.kind() != Drawing.Kind.HOLE;
            together.computeIfAbsent(held ? "zone " + each.zone() : "drawing " + i, key -> new ArrayList<>()).add(each);
        }
        List<ZoneEdit> zones = new ArrayList<>();
        for (List<Drawing> parts : together.values()) {
            Optional<Drawing> area = parts.stream().filter(each -> each.kind() == Drawing.Kind.AREA).findFirst();
            Optional<Drawing> line = parts.stream().filter(each -> each.kind() == Drawing.Kind.LINE || each.kind() == Drawing.Kind.POINT)
                    .findFirst();
            boolean one = parts.size() == 2 && area.isPresent() && line.isPresent();
            if (one) {
                zones.add(zone(area.get(), area, line, plane, zones.size()));
            } else {
                for (Drawing each : parts) {
                    boolean isArea = each.kind() == Drawing.Kind.AREA || each.kind() == Drawing.Kind.HOLE;
                    zones.add(zone(each, isArea ? Optional.of(each) : Optional.empty(), isArea ? Optional.empty() : Optional.of(each),
                            plane, zones.size()));
                }
            }
        }
        return zones;
    }

    private static ZoneEdit zone(Drawing from, Optional<Drawing> area, Optional<Drawing> line, Optional<Plane> plane, int before) {
        boolean hole = from.kind() == Drawing.Kind.HOLE;
        String type = hole ? "keepout" : from.type() != null && from.type().length() <= MAX_TYPE ? clean(from.type(), MAX_TYPE)
                : switch (from.kind()) {
                    case POINT -> "point";
                    case LINE -> "route";
                    default -> "polygon";
                };
        String name = clean(from.name() == null ? "Imported " + (before + 1) : from.name(), hole ? MAX_NAME - 10 : MAX_NAME)
                + (hole ? ", keep-out" : "");
        return new ZoneEdit(Optional.of(name), Optional.of(type), line.map(each -> waypoints(each, plane)),
                area.map(ImportedZones::polygon), Optional.empty(), Optional.empty());
    }

    private static String clean(String text, int most) {
        String plain = text.replaceAll("\\p{Cntrl}+", " ").strip();
        int end = Math.min(most, plain.length());
        return plain.isEmpty() ? "Imported" : plain.substring(0, end > 0 && end < plain.length()
                && Character.isHighSurrogate(plain.charAt(end - 1)) ? end - 1 : end);
    }

    private static String polygon(Drawing area) {
        if (area.places().size() > MAX_POINTS) {
            throw new Refused(422, "the file has more than " + MAX_POINTS + " corners in " + area.source());
        }
        try {
            return ZoneJson.polygonText(ZoneJson.ring("polygon", area.places()));
        } catch (BadInput e) {
            throw new Refused(422, "the file has an area in " + area.source() + " that no zone can have: " + e.getMessage());
        }
    }

    private static String waypoints(Drawing line, Optional<Plane> plane) {
        Plane on = plane.orElseThrow(() -> SiteRoutes.noOrigin("lines and points in degrees have no place in metres"));
        Coordinate[] places = line.places().stream().map(place -> on.metres(place.lat(), place.lon())).toArray(Coordinate[]::new);
        for (Coordinate each : places) {
            if (Math.max(Math.abs(each.x), Math.abs(each.y)) > MAX_METRES) {
                throw new Refused(422, "the file has a place in " + line.source() + " that is more than 100 km from the site's origin");
            }
        }
        for (double tolerance = FIRST_TOLERANCE; places.length > MAX_POINTS; tolerance *= 2) {
            places = DouglasPeuckerSimplifier.simplify(Plane.SHAPES.createLineString(places), tolerance).getCoordinates();
        }
        return ZoneJson.waypointsText(places);
    }
}
