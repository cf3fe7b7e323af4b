package depot.dispatch.store;

import depot.common.GuardedBy;
import depot.database.DatabaseAway;
import depot.dispatch.rules.Needs;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What missions need of their rovers, as last read, so that a rover can be chosen before the statement that starts a mission is sent. It
 * may be old: the statement starts nothing where the mission's or the zone's version has changed. Thread-safe.
 */
public final class PlanCache {
    private static final int MOST = 10_000;

    private final Database database;
    @GuardedBy("this")
    private final Map<UUID, Plan> plans = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Plan> eldest) {
            return size() > MOST;
        }
    };

    /** What a mission asks, as of these versions of it and of its zone. */
    public record Plan(long missionVersion, long zoneVersion, Needs needs) {}

    public PlanCache(Database database) {
        this.database = database;
    }

    /** Empty where there is no such mission. @throws DatabaseAway where it has to be read */
    public Optional<Plan> of(UUID mission) {
        synchronized (this) {
            Plan plan = plans.get(mission);
            if (plan != null) {
                return Optional.of(plan);
            }
        }
        Optional<Plan> read = database.callQuery(connection -> read(connection, mission));
        synchronized (this) {
            read.ifPresent(plan -> plans.put(mission, plan));
        }
        return read;
    }

    /** Forgets a plan that may be old. */
    public synchronized void forget(UUID mission) {
        plans.remove(mission);
    }

    private static Optional<Plan> read(Connection connection, UUID mission) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT m.version AS mission_version, z.version AS zone_version, "
                + MissionNeeds.COLUMNS
                + " FROM missions m JOIN zones z ON z.id = m.zone_id WHERE m.id = ?")) {
            query.setObject(1, mission);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(new Plan(row.getLong("mission_version"), row.getLong("zone_version"),
                        MissionNeeds.read(row))) : Optional.empty();
            }
        }
    }
}
