package depot.dispatch.store;

import depot.dispatch.model.Mission;
import depot.dispatch.model.TaskChange;
import depot.dispatch.model.Zone;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Removes zones and missions with all that hangs on them. Open tasks are cancelled first, so that their rovers are told:
 * a row that is only gone would leave them driving. The rows above are locked first, so that nothing new is hung on them
 * meanwhile. Stateless; the caller's transaction.
 */
public final class PlanRemoval {
    private PlanRemoval() {}

    /** False when there is no such zone. */
    public static boolean zone(Connection connection, Changes changes, UUID zone) throws SQLException {
        if (ids(connection, "SELECT id FROM zones WHERE id = ? FOR UPDATE", zone).isEmpty()) {
            return false;
        }
        List<UUID> missions = ids(connection, "SELECT id FROM missions WHERE zone_id = ? ORDER BY id FOR UPDATE", zone);
        for (UUID mission : missions) {
            cancelTasks(connection, changes, mission, "its zone was deleted");
            changes.mission(mission);
        }
        ZoneTable.delete(connection, zone);
        changes.zone(zone);
        return true;
    }

    /** False when there is no such mission. */
    public static boolean mission(Connection connection, Changes changes, UUID mission) throws SQLException {
        if (ids(connection, "SELECT id FROM missions WHERE id = ? FOR UPDATE", mission).isEmpty()) {
            return false;
        }
        cancelTasks(connection, changes, mission, "its mission was deleted");
        MissionTable.delete(connection, mission);
        changes.mission(mission);
        return true;
    }

    private static void cancelTasks(Connection connection, Changes changes, UUID mission, String why) throws SQLException {
        List<UUID> open = ids(connection,
                "SELECT id FROM tasks WHERE mission_id = ? AND status IN ('pending', 'assigned', 'active') ORDER BY id", mission);
        TaskTransitions.apply(connection, changes, open.stream().map(task -> TaskChange.cancel(task, TaskChange.OPERATOR, why)).toList());
    }

    private static List<UUID> ids(Connection connection, String sql, UUID parameter) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, parameter);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
                }
            }
        }
        return ids;
    }
}
