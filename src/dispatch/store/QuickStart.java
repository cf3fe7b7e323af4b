package depot.dispatch.store;

import depot.dispatch.model.TaskChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Starts by hand, any number in one statement, for the usual case that nothing prevents them: its conditions are narrower than
 * {@link depot.dispatch.rules.StartRule}, and where it makes no task, {@link TaskStarter} decides and gives the reason. Each task is
 * marked as sent on the rover's link, which must be this process's. Stateless; see {@link GroupCommit}.
 */
public final class QuickStart {
    static final String SQL = """
            WITH w AS (
                SELECT * FROM unnest(?::uuid[], ?::text[], ?::bigint[], ?::bigint[]) WITH ORDINALITY
                    AS w(mission, rover, mission_version, zone_version, place)
            ), clear AS (
                SELECT held FROM dispatch_hold WHERE NOT held AND NOT EXISTS (SELECT FROM tasks t WHERE t.status = 'pending') FOR SHARE
            ), m AS (
                SELECT m.id, m.rover_id, m.needs_fix, m.version, z.version AS zone_version, (%1$s)::text AS waypoints,
                    coalesce(m.schedule->>'loop', '') = 'true' AS loop
                FROM missions m JOIN zones z ON z.id = m.zone_id
                WHERE EXISTS (SELECT FROM clear) AND m.id IN (SELECT mission FROM w) AND coalesce(m.enabled, true)
                    AND NOT z.exclusive
                    AND CASE WHEN jsonb_typeof(z.waypoints) = 'array' THEN jsonb_array_length(z.waypoints) > 0 ELSE false END
                    AND %5$s
                FOR KEY SHARE OF m SKIP LOCKED
            ), wanted AS ( -- not where the rover was chosen by what the mission does not say any more
                SELECT w.place, m.id, coalesce(m.rover_id, w.rover) AS rover_id FROM w JOIN m ON m.id = w.mission
                WHERE CASE WHEN w.mission_version IS NULL THEN NOT m.needs_fix
                    ELSE m.version = w.mission_version AND m.zone_version = w.zone_version END
            ), named AS ( -- of two for one rover the first has it
                SELECT DISTINCT ON (rover_id) rover_id, place, id FROM wanted WHERE rover_id IS NOT NULL ORDER BY rover_id, place
            ), anyone AS (
                SELECT place, id, row_number() OVER (ORDER BY place) AS turn FROM wanted WHERE rover_id IS NULL
            ), theirs AS ( -- nothing is written to one that has not settled, so nothing may be marked as sent to it
                SELECT r.rover_id, r.link, r.process FROM rover_links r
                WHERE EXISTS (SELECT FROM clear) AND r.rover_id IN (SELECT rover_id FROM named)
                    AND r.settles_steady <= (SELECT steady FROM dispatch_clock) AND %2$s FOR UPDATE OF r SKIP LOCKED
            ), best AS (
                SELECT r.rover_id, r.link, r.process FROM rover_links r
                WHERE EXISTS (SELECT FROM clear) AND EXISTS (SELECT FROM anyone)
                    AND NOT EXISTS (SELECT FROM named n WHERE n.rover_id = r.rover_id) AND r.rover_id <> ALL(?::text[])
                    AND r.settles_steady <= (SELECT steady FROM dispatch_clock) AND %2$s
                ORDER BY r.idle_order, r.rover_id
                    LIMIT (SELECT count(*) FROM anyone)
                FOR UPDATE OF r SKIP LOCKED
            ), pairs AS (
                SELECT n.place, n.id AS mission, r.rover_id, r.link, r.process FROM named n JOIN theirs r ON r.rover_id = n.rover_id
                UNION ALL SELECT a.place, a.id, r.rover_id, r.link, r.process FROM anyone a
                    JOIN (SELECT *, row_number() OVER () AS turn FROM best) r ON r.turn = a.turn
            ), o AS ( -- not where the rover is another process's
                SELECT p.place, p.mission, p.rover_id, o.link FROM open_links o JOIN pairs p ON o.link = p.link
                    WHERE p.process = ? FOR KEY SHARE OF o SKIP LOCKED
            ), t AS (
                INSERT INTO tasks (mission_id, rover_id, status, progress, waypoint, lap, heard_at, heard_steady, sent_link, attempt)
                SELECT o.mission, o.rover_id, 'assigned', 0, 0, 0, now(), (SELECT steady FROM dispatch_clock), o.link, 1 FROM o
                    ORDER BY o.rover_id
                ON CONFLICT (rover_id) WHERE status IN ('assigned', 'active') DO NOTHING
                RETURNING *
            ), history AS (
                INSERT INTO task_events(task_id, mission_id, to_status, rover_id, who) SELECT id, mission_id, status, rover_id, ? FROM t
            ), %3$s
            SELECT o.place, m.waypoints, m.loop, t.attempt, t.sent_link, (SELECT count(*) FROM notified) AS notified, %4$s
            FROM t JOIN o ON o.rover_id = t.rover_id JOIN m ON m.id = t.mission_id"""
            .formatted(ZoneTable.WAYPOINTS, FreeRovers.LOOKS_FREE, Transactions.NOTIFIED, TaskTable.COLUMNS, RouteChecks.CLEAR);

    private QuickStart() {}

    /**
     * A mission to start.
     *
     * @param plan what the rover was chosen by; null where nothing is known of any rover
     * @param rover chosen for a mission that names none; null for the one that is idle longest
     * @param barred rovers that may not be taken for it then
     */
    public record Wanted(UUID mission, PlanCache.Plan plan, String rover, List<String> barred) {
        public static Wanted anyhow(UUID mission) {
            return new Wanted(mission, null, null, List.of());
        }
    }

    /**
     * What was made.
     *
     * @param link the link of this process that the task is marked as written to
     */
    public record Made(RoverOrders.Sending sending, long link) {}

    /** Sets the parameters from {@code at} on. @return the number of the next */
    static int set(Connection connection, PreparedStatement statement, int at, List<Wanted> wanted, UUID process) throws SQLException {
        statement.setArray(at, connection.createArrayOf("uuid", wanted.stream().map(Wanted::mission).toArray()));
        statement.setArray(at + 1, connection.createArrayOf("text", wanted.stream().map(Wanted::rover).toArray()));
        statement.setArray(at + 2, connection.createArrayOf("bigint", wanted.stream()
                .map(each -> each.plan == null ? null : each.plan.missionVersion()).toArray()));
        statement.setArray(at + 3, connection.createArrayOf("bigint", wanted.stream()
                .map(each -> each.plan == null ? null : each.plan.zoneVersion()).toArray()));
        // of those that start together who may not for one is not taken for another either: that is decided without haste then
        statement.setArray(at + 4, connection.createArrayOf("text", wanted.stream().flatMap(each -> each.barred.stream()).distinct()
                .toArray()));
        statement.setObject(at + 5, process);
        statement.setString(at + 6, TaskChange.OPERATOR);
        return Transactions.setNotified(statement, at + 7, process);
    }

    /** The task made for each mission, in their order; null where something prevented it. */
    static Made[] read(ResultSet row, int missions) throws SQLException {
        Made[] made = new Made[missions];
        while (row.next()) {
            made[row.getInt("place") - 1] = new Made(new RoverOrders.Sending(TaskTable.read(row), row.getInt("attempt"),
                    row.getString("waypoints"),
                    row.getBoolean("loop"), 0), row.getLong("sent_link"));
        }
        return made;
    }
}
