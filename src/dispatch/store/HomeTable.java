package depot.dispatch.store;

import depot.dispatch.model.Mission;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.rules.HomeRule;
import depot.dispatch.rules.Needs;
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

/** The ways home. Stateless; the caller's transaction. */
public final class HomeTable {
    private static final int MOST = 10_000;
    private static final long LOCK = 0x686f6d65L; // "home"

    private HomeTable() {}

    /** @param last what its rover did last */
    public record WayHome(UUID mission, Needs needs, HomeRule.Last last) {}

    /** Another enabled way home of its rover; until the transaction ends no other transaction saves one. */
    public static Optional<Mission> other(Connection connection, Mission home) throws SQLException {
        try (Statement lock = connection.createStatement()) { // a statement of its own: the next sees what others saved before
            lock.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT m.id FROM missions m WHERE m.kind = 'home' AND m.rover_id = ?"
                + " AND m.id <> ? AND coalesce(m.enabled, true) AND NOT m.removing ORDER BY m.created_at, m.id LIMIT 1")) {
            query.setString(1, home.roverId());
            query.setObject(2, home.id());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? MissionTable.byIds(connection, List.of(row.getObject("id", UUID.class))).stream().findFirst()
                        : Optional.empty();
            }
        }
    }

    /** For each of these rovers, its oldest way home that is enabled. @param rovers null for all */
    public static List<WayHome> of(Connection connection, Collection<String> rovers) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT DISTINCT ON (m.rover_id) m.id, last.status AS last_status, "
                + "coalesce(last.home, false) AS last_home, "
                + MissionNeeds.COLUMNS
                + " FROM missions m JOIN zones z ON z.id = m.zone_id LEFT JOIN LATERAL (SELECT t.status, lm.kind = 'home' AS home FROM "
                + "tasks t"
                + " JOIN missions lm ON lm.id = t.mission_id WHERE t.rover_id = m.rover_id"
                + " ORDER BY t.seq DESC NULLS LAST LIMIT 1) last ON true"
                + " WHERE m.kind = 'home' AND m.rover_id IS NOT NULL AND coalesce(m.enabled, true) AND (?::text[] IS NULL OR m.rover_id "
                + "= ANY(?))"
                + " ORDER BY m.rover_id, m.created_at, m.id LIMIT " + MOST)) {
            query.setArray(1, rovers == null ? null : connection.createArrayOf("text", rovers.toArray()));
            query.setArray(2, rovers == null ? null : connection.createArrayOf("text", rovers.toArray()));
            List<WayHome> ways = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String status = row.getString("last_status");
                    ways.add(new WayHome(row.getObject("id", UUID.class), MissionNeeds.read(row),
                            new HomeRule.Last(row.getBoolean("last_home"), status == null ? null : TaskStatus.of(status).orElse(null))));
                }
            }
            return ways;
        }
    }
}
