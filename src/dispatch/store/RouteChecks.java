package depot.dispatch.store;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.dispatch.ground.Plane;
import depot.dispatch.ground.RouteRules;
import depot.dispatch.model.RouteVerdict;
import depot.dispatch.model.Site;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.locationtech.jts.geom.Coordinate;

/**
 * Checks routes against keep-outs and fences, once for each state of these: the result is stored with the zone, so that a start only reads
 * it. The state that a check depends on has a number, which the database itself counts up (005_site.sql). Stateless; the caller's
 * transaction.
 */
public final class RouteChecks {
    /** SQL on zones {@code z} and missions {@code m}: whether the route was checked by the present rules, and may be driven. */
    static final String CLEAR = "z.checked = (SELECT number FROM route_rules) AND z.route_fault IS NULL"
            + " AND (z.loop_fault IS NULL OR coalesce(m.schedule->>'loop', '') <> 'true')";
    /** SQL on the same: why it may not be driven; null where it may, or is not checked. */
    static final String FAULT = "coalesce(z.route_fault, CASE WHEN m.schedule->>'loop' = 'true' THEN z.loop_fault END)";
    /** Those have rules for others, and their own waypoints, if any, are no route. */
    public static final List<String> RULING = List.of("keepout", "fence");

    private RouteChecks() {}

    /** Checks those of these zones that were not since the rules changed last. */
    static void settle(Connection connection, Collection<UUID> zones) throws SQLException {
        long number = number(connection);
        List<UUID> unchecked = new ArrayList<>();
        List<List<Coordinate>> routes = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT z.id, z.zone_type, (" + ZoneTable.WAYPOINTS
                + ")::text AS waypoints FROM zones z WHERE z.id = ANY(?) AND z.checked <> ? ORDER BY z.id FOR NO KEY UPDATE OF z")) {
            query.setArray(1, connection.createArrayOf("uuid", zones.toArray()));
            query.setLong(2, number);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    unchecked.add(row.getObject("id", UUID.class));
                    routes.add(RULING.contains(row.getString("zone_type")) ? List.of() : waypoints(row.getString("waypoints")));
                }
            }
        }
        if (!unchecked.isEmpty()) {
            Optional<RouteRules> rules = rules(connection);
            for (int i = 0; i < unchecked.size(); i++) {
                note(connection, unchecked.get(i), number, verdict(rules, routes.get(i)));
            }
        }
    }

    /** Checks those of waiting tasks. */
    public static void settleWaiting(Connection connection) throws SQLException {
        List<UUID> zones = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("SELECT DISTINCT z.id FROM tasks t"
                + " JOIN missions m ON m.id = t.mission_id JOIN zones z ON z.id = m.zone_id"
                + " WHERE t.status = 'pending' AND z.checked <> (SELECT number FROM route_rules)")) {
            while (row.next()) {
                zones.add(row.getObject("id", UUID.class));
            }
        }
        if (!zones.isEmpty()) {
            settle(connection, zones);
        }
    }

    /** Checks a zone that is being saved, whatever was known of it. */
    public static RouteVerdict check(Connection connection, UUID zone, String type, String waypoints) throws SQLException {
        long number = number(connection);
        RouteVerdict verdict = RULING.contains(type) ? RouteVerdict.CLEAR : verdict(rules(connection), waypoints(waypoints));
        note(connection, zone, number, verdict);
        return verdict;
    }

    /** Whether a mission drives this zone in a loop. */
    public static boolean isLooped(Connection connection, UUID zone) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT EXISTS (SELECT FROM missions WHERE zone_id = ? AND "
                + "schedule->>'loop' = 'true') AS looped")) {
            query.setObject(1, zone);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean("looped");
            }
        }
    }

    /** Why this mission's route may not be driven now; empty where it may. */
    public static Optional<String> fault(Connection connection, UUID mission) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT z.id, z.checked = (SELECT number FROM route_rules) AS checked, "
                + FAULT
                + " AS fault FROM missions m JOIN zones z ON z.id = m.zone_id WHERE m.id = ?")) {
            query.setObject(1, mission);
            for (int tried = 0; tried < 2; tried++) {
                UUID zone;
                try (ResultSet row = query.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    if (row.getBoolean("checked")) {
                        return Optional.ofNullable(row.getString("fault"));
                    }
                    zone = row.getObject("id", UUID.class);
                }
                settle(connection, List.of(zone));
            }
            return Optional.of("what its route is checked against is being changed");
        }
    }

    private static RouteVerdict verdict(Optional<RouteRules> rules, List<Coordinate> route) {
        if (rules.isEmpty()) {
            return route.isEmpty() ? RouteVerdict.CLEAR : RouteVerdict.UNKNOWN;
        }
        Optional<RouteRules.Fault> fault = rules.get().route(route);
        String loop = rules.get().loop(route).map(RouteRules.Fault::text).orElse(null);
        return new RouteVerdict(fault.map(RouteRules.Fault::waypoint).orElse(-1), fault.map(RouteRules.Fault::text).orElse(null), loop,
                false);
    }

    private static void note(Connection connection, UUID zone, long number, RouteVerdict verdict) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE zones SET checked = ?, route_fault = ?, loop_fault = ? WHERE "
                + "id = ?")) {
            update.setLong(1, number);
            update.setString(2, verdict.fault());
            update.setString(3, verdict.loopFault());
            update.setObject(4, zone);
            update.executeUpdate();
        }
    }

    private static long number(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("SELECT number FROM route_rules")) {
            row.next();
            return row.getLong("number");
        }
    }

    /** Those that hold now; empty where there are some, and no origin to lay them on the plane by. */
    public static Optional<RouteRules> rules(Connection connection) throws SQLException {
        Site.Origin origin = SiteTable.read(connection).origin();
        List<RuleZone> zones = ruleZones(connection);
        if (origin == null) {
            return zones.isEmpty() ? Optional.of(new RouteRules(List.of(), List.of())) : Optional.empty();
        }
        Plane plane = Plane.around(origin);
        return Optional.of(new RouteRules(areas(zones, plane, "keepout"), areas(zones, plane, "fence")));
    }

    private static List<RouteRules.Area> areas(List<RuleZone> zones, Plane plane, String type) {
        return zones.stream().filter(zone -> zone.type.equals(type)).map(zone -> new RouteRules.Area(zone.name, plane.area(zone.corners)))
                .filter(area -> !area.shape().isEmpty()).toList();
    }

    /** A keep-out or a fence, in degrees. */
    public record RuleZone(UUID id, String name, String type, List<Plane.Corner> corners) {}

    public static List<RuleZone> ruleZones(Connection connection) throws SQLException {
        List<RuleZone> zones = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT id, name, zone_type, polygon::text AS polygon FROM zones"
                + " WHERE zone_type = ANY(?) AND jsonb_typeof(polygon) = 'array' ORDER BY created_at, id")) {
            query.setArray(1, connection.createArrayOf("text", RULING.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    zones.add(new RuleZone(row.getObject("id", UUID.class), row.getString("name"), row.getString("zone_type"),
                            corners(row.getString("polygon"))));
                }
            }
        }
        return zones;
    }

    /** The corners of a polygon in the database; none where an earlier dispatch left something else there. */
    public static List<Plane.Corner> corners(String polygon) {
        try {
            return JsonObject.parse("{\"p\":" + polygon + "}").objects("p", Integer.MAX_VALUE).orElse(List.of()).stream()
                    .map(corner -> new Plane.Corner(corner.number("lat", -90, 90), corner.number("lon", -180, 180))).toList();
        } catch (BadInput e) {
            return List.of();
        }
    }

    /** The waypoints of a list in the database. */
    public static List<Coordinate> waypoints(String list) {
        try {
            return JsonObject.parse("{\"w\":" + list + "}").objects("w", Integer.MAX_VALUE).orElse(List.of()).stream()
                    .map(each -> new Coordinate(each.number("x"), each.number("y"))).toList();
        } catch (BadInput e) {
            return List.of();
        }
    }
}
