package depot.dispatch.store;

import depot.dispatch.rules.KnownRover;
import depot.dispatch.rules.Needs;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What a mission needs of a rover, from a query on missions {@code m} and zones {@code z}. Stateless. */
final class MissionNeeds {
    /** The columns that {@link #read} reads. What is no number in rows that an earlier dispatch left is no place. */
    static final String COLUMNS = "m.rover_id, m.min_battery_volts, m.needs_fix, m.kind, "
            + "CASE WHEN jsonb_typeof(z.waypoints->0->'x') = 'number' AND jsonb_typeof(z.waypoints->0->'y') = 'number' THEN "
            + "(z.waypoints->0->>'x')::float8 END AS first_x, "
            + "CASE WHEN jsonb_typeof(z.waypoints->0->'x') = 'number' AND jsonb_typeof(z.waypoints->0->'y') = 'number' THEN "
            + "(z.waypoints->0->>'y')::float8 END AS first_y";
    /**
     * Whether a rover is in the mission's zone, which it needs exclusively: a rover on a task there, or one that must drop such a task
     * and has not confirmed it.
     */
    static final String ZONE_TAKEN = "(z.exclusive AND (EXISTS (SELECT FROM tasks o JOIN missions om ON om.id = o.mission_id"
            + " WHERE om.zone_id = z.id AND o.status IN ('assigned', 'active')) OR EXISTS (SELECT FROM rover_cancels c"
            + " JOIN tasks o ON o.id = c.task_id JOIN missions om ON om.id = o.mission_id WHERE om.zone_id = z.id)))";
    /** SQL for what occupies the zone, for a person; null where it is free. */
    static final String TAKEN_BY = "CASE WHEN z.exclusive THEN coalesce((SELECT 'zone ' || z.name || ' is for one rover at a time: rover "
            + "' || o.rover_id || ' is in it, on task ' || o.id"
            + " FROM tasks o JOIN missions om ON om.id = o.mission_id WHERE om.zone_id = z.id AND o.status IN ('assigned', 'active') "
            + "LIMIT 1),"
            + " (SELECT 'zone ' || z.name || ' is for one rover at a time: rover ' || c.rover_id || ' has not confirmed the cancel of "
            + "task ' || o.id || ' in it'"
            + " FROM rover_cancels c JOIN tasks o ON o.id = c.task_id JOIN missions om ON om.id = o.mission_id WHERE om.zone_id = z.id "
            + "LIMIT 1)) END";

    private MissionNeeds() {}

    static Needs read(ResultSet row) throws SQLException {
        double volts = row.getDouble("min_battery_volts");
        Double least = row.wasNull() ? null : volts;
        double x = row.getDouble("first_x");
        boolean known = !row.wasNull();
        return new Needs(row.getString("rover_id"), least, row.getBoolean("needs_fix"), row.getString("kind").equals("home"),
                known ? new KnownRover.Place(x, row.getDouble("first_y")) : null);
    }
}
