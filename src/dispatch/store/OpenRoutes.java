package depot.dispatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.locationtech.jts.geom.Coordinate;

/** The routes of open tasks. Stateless; the caller's transaction. */
public final class OpenRoutes {
    private OpenRoutes() {}

    /** @param mission its name @param waypoints of its zone as it is now, closed where it is driven in a loop */
    public record Route(String mission, List<Coordinate> waypoints) {}

    public static Map<UUID, Route> of(Connection connection, Collection<UUID> tasks) throws SQLException {
        Map<UUID, Route> routes = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT t.id, m.name, coalesce(m.schedule->>'loop', '') = 'true' AS "
                + "loop, (" + ZoneTable.WAYPOINTS
                + ")::text AS waypoints FROM tasks t JOIN missions m ON m.id = t.mission_id JOIN zones z ON z.id = m.zone_id WHERE t.id "
                + "= ANY(?)")) {
            query.setArray(1, connection.createArrayOf("uuid", tasks.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    List<Coordinate> waypoints = new java.util.ArrayList<>(RouteChecks.waypoints(row.getString("waypoints")));
                    if (row.getBoolean("loop") && !waypoints.isEmpty()) {
                        waypoints.add(waypoints.getFirst());
                    }
                    routes.put(row.getObject("id", UUID.class), new Route(row.getString("name"), waypoints));
                }
            }
        }
        return routes;
    }

    /** These wait for another than the rover that was in trouble on each. */
    public static void avoid(Connection connection, Map<UUID, String> rovers) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE tasks t SET trouble_rover = w.rover FROM unnest(?::uuid[], "
                + "?::text[]) AS w(id, rover) WHERE t.id = w.id")) {
            update.setArray(1, connection.createArrayOf("uuid", rovers.keySet().toArray()));
            update.setArray(2, connection.createArrayOf("text", rovers.values().toArray()));
            update.executeUpdate();
        }
    }

    /**
     * Of these tasks, those whose missions want them moved when their rover is in trouble: true for to another rover, false for to fail. A
     * mission that names its rover has no other: that one gets the task anew once, and keeps it if that does not help.
     */
    public static Map<UUID, Boolean> moved(Connection connection, Collection<UUID> tasks) throws SQLException {
        Map<UUID, Boolean> moved = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT t.id, m.on_trouble FROM tasks t JOIN missions m ON m.id = "
                + "t.mission_id"
                + " WHERE t.id = ANY(?) AND t.status IN ('assigned', 'active') AND m.on_trouble IN ('fail', 'requeue') AND NOT ("
                + "m.on_trouble = 'requeue' AND m.rover_id IS NOT NULL AND t.trouble_rover IS NOT DISTINCT FROM t.rover_id)")) {
            query.setArray(1, connection.createArrayOf("uuid", tasks.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    moved.put(row.getObject("id", UUID.class), row.getString("on_trouble").equals("requeue"));
                }
            }
        }
        return moved;
    }
}
