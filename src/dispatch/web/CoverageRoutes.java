package depot.dispatch.web;

import static depot.dispatch.web.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.dispatch.ground.CoverageOutcome;
import depot.dispatch.ground.CoveragePlanner;
import depot.dispatch.ground.CoverageRequest;
import depot.dispatch.ground.Plane;
import depot.dispatch.model.Site;
import depot.dispatch.store.RouteChecks;
import depot.dispatch.store.SiteTable;
import depot.dispatch.store.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/**
 * The call that plans lanes over an area; nothing is stored. The stored keep-outs and fences count as well as those in the call, so
 * that the planned route can be saved. One is planned at a time, as it takes a processor. Thread-safe.
 */
public final class CoverageRoutes {
    private static final int MAX_CORNERS = 10_000;
    private static final int MAX_KEEP_OUTS = 1000;
    private static final double MIN_LANE = 0.01;
    private static final double MAX_LANE = 1000;
    private static final double MAX_RADIANS = 1000;
    private static final int MAX_HEADLANDS = 50;
    private static final double MAX_METRES = 100_000;
    private static final long PATIENCE_MILLIS = 2000;

    private final Transactions transactions;
    private final Semaphore planning = new Semaphore(1);

    public CoverageRoutes(Transactions transactions) {
        this.transactions = transactions;
    }

    public void declare(Routes routes) {
        routes.post("/coverage", Access.CONSOLE, of(this::plan));
    }

    private record Ground(Site.Origin origin, List<RouteChecks.RuleZone> rules) {}

    private Response plan(Request request) throws InterruptedException {
        JsonObject json = request.json();
        List<Plane.Corner> polygon = corners(json, "polygon");
        List<List<Plane.Corner>> keepOut = keepOuts(json);
        double lane = json.number("laneMetres", MIN_LANE, MAX_LANE);
        double inset = json.optionalNumber("insetMetres", 0, MAX_LANE).orElse(lane / 2);
        OptionalDouble angle = json.optionalNumber("angle", -MAX_RADIANS, MAX_RADIANS);
        int headlands = json.optionalInteger("headlands", 0, MAX_HEADLANDS).orElse(0);
        Ground ground = transactions.database().call(connection ->
                new Ground(SiteTable.read(connection).origin(), RouteChecks.ruleZones(connection)));
        if (ground.origin == null) {
            throw SiteRoutes.noOrigin("an area in degrees has no place in metres");
        }
        Plane plane = Plane.around(ground.origin);
        Geometry area = within(plane.area(polygon), ground.rules, plane);
        List<Geometry> out = new ArrayList<>(keepOut.stream().map(plane::area).toList());
        ground.rules.stream().filter(zone -> zone.type().equals("keepout")).forEach(zone -> out.add(plane.area(zone.corners())));
        if (!planning.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw Refused.unavailable("other lanes are being planned: try again");
        }
        try {
            return switch (CoveragePlanner.plan(new CoverageRequest(area, out, lane, inset, angle, headlands))) {
                case CoverageOutcome.Planned planned -> answer(planned);
                case CoverageOutcome.None(String field, String why) -> throw BadInput.notAllowed(field, why);
            };
        } finally {
            planning.release();
        }
    }

    private static Geometry within(Geometry area, List<RouteChecks.RuleZone> rules, Plane plane) {
        if (area.isEmpty() || Math.max(reach(area.getEnvelopeInternal().getMaxX(), area.getEnvelopeInternal().getMinX()),
                reach(area.getEnvelopeInternal().getMaxY(), area.getEnvelopeInternal().getMinY())) > MAX_METRES) {
            throw BadInput.notAllowed("polygon", "must lie within 100 km of the site's origin");
        }
        List<Geometry> fences = rules.stream().filter(zone -> zone.type().equals("fence")).map(zone -> plane.area(zone.corners())).toList();
        if (fences.isEmpty()) {
            return area;
        }
        Geometry fenced = area.intersection(org.locationtech.jts.operation.union.CascadedPolygonUnion.union(fences));
        if (fenced.isEmpty()) {
            throw BadInput.notAllowed("polygon", "lies outside of the fences");
        }
        return fenced;
    }

    private static double reach(double high, double low) {
        return Math.max(Math.abs(high), Math.abs(low));
    }

    private static List<Plane.Corner> corners(JsonObject json, String field) {
        return ZoneJson.corners(field, json.objects(field, MAX_CORNERS)
                .orElseThrow(() -> BadInput.malformed("the field " + field + " is missing")));
    }

    /** A list of polygons, each a list of corners. */
    private static List<List<Plane.Corner>> keepOuts(JsonObject json) {
        Object value = json.any("keepOut").orElse(List.of());
        if (!(value instanceof List<?> list)) {
            throw BadInput.malformed("the field keepOut must be a list");
        }
        if (list.size() > MAX_KEEP_OUTS) {
            throw BadInput.notAllowed("keepOut", "must have at most " + MAX_KEEP_OUTS + " entries");
        }
        List<List<Plane.Corner>> all = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String field = "keepOut[" + i + "]";
            JsonObject one = JsonObject.of(field, list.get(i));
            all.add(ZoneJson.corners(field, one.objects(field, MAX_CORNERS)
                    .orElseThrow(() -> BadInput.malformed("the field " + field + " must be a list"))));
        }
        return all;
    }

    private static Response answer(CoverageOutcome.Planned planned) {
        return JsonAnswers.ok(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("waypoints");
            for (Coordinate waypoint : planned.waypoints()) {
                json.writeStartObject();
                json.writeNumberField("x", waypoint.x);
                json.writeNumberField("y", waypoint.y);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberField("lengthMetres", Math.round(planned.lengthMetres() * 1000) / 1000.0);
            json.writeNumberField("coveredShare", Math.round(planned.coveredShare() * 10_000) / 10_000.0);
            json.writeNumberField("angle", planned.angle());
            json.writeNumberField("turns", planned.turns());
            json.writeNumberField("piecesLeftOut", planned.piecesLeftOut());
            json.writeEndObject();
        });
    }
}
