package depot.dispatch.store;

import depot.dispatch.model.EditOutcome;
import depot.dispatch.model.ExpectedVersion;
import depot.dispatch.model.Mission;
import depot.dispatch.model.TaskChange;
import depot.dispatch.model.Zone;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Removes zones and missions with all that hangs on them. Open tasks are cancelled first, so that their rovers get a cancel: a row that is
 * only gone would leave them driving. With few tasks that is one transaction. With many, the first disables the missions, so that nothing
 * new starts, and marks what will be removed; further ones, each of a bounded size, remove the tasks, and the last one the missions and
 * the zone. After a kill in between, {@link #finish} goes on. Thread-safe.
 */
public final class PlanRemoval {
    /** Tasks in one transaction. */
    static final int BITE = 1000;

    private final Transactions transactions;

    public PlanRemoval(Transactions transactions) {
        this.transactions = transactions;
    }

    /** How a removal began: its outcome so far, and whether there is more to do. */
    private record Begun<T>(EditOutcome<T> outcome, boolean more) {}

    /** A zone with its missions and their tasks. */
    public EditOutcome<Zone> zone(UUID id, ExpectedVersion expected) {
        Begun<Zone> begun = transactions.work((connection, changes) -> beginZone(connection, changes, id, expected));
        if (begun.more) {
            finishZone(id);
        }
        return begun.outcome;
    }

    /** A mission with its tasks. */
    public EditOutcome<Mission> mission(UUID id, ExpectedVersion expected) {
        Begun<Mission> begun = transactions.work((connection, changes) -> beginMission(connection, changes, id, expected));
        if (begun.more) {
            finishMission(id);
        }
        return begun.outcome;
    }

    /** Goes on with what was begun and broken off. */
    public void finish() {
        for (UUID zone : transactions.database().workQuery(connection -> ids(connection, "SELECT id FROM zones WHERE removing"))) {
            finishZone(zone);
        }
        for (UUID mission : transactions.database().workQuery(connection -> ids(connection, "SELECT id FROM missions WHERE removing"))) {
            finishMission(mission);
        }
    }

    private static Begun<Zone> beginZone(Connection connection, Changes changes, UUID id, ExpectedVersion expected) throws SQLException {
        Optional<Zone> zone = ZoneTable.lockToRemove(connection, id);
        if (zone.isEmpty() || !expected.accepts(zone.get().version())) {
            return new Begun<>(refused(zone), false);
        }
        boolean more = hasMany(connection, missionsOf(connection, id));
        if (more) {
            for (UUID mission : ids(connection, """
                    UPDATE missions SET enabled = false, next_due = NULL, version = version + 1, removing = true WHERE zone_id = ?
                        RETURNING id""", id)) {
                changes.mission(mission);
            }
            ids(connection, "UPDATE zones SET removing = true, version = version + 1 WHERE id = ? RETURNING id", id);
        } else {
            removeZone(connection, changes, id);
        }
        return new Begun<>(new EditOutcome.Done<>(zone.get()), more);
    }

    private static Begun<Mission> beginMission(Connection connection, Changes changes, UUID id,
            ExpectedVersion expected) throws SQLException {
        Optional<Mission> mission = MissionTable.lock(connection, id);
        if (mission.isEmpty() || !expected.accepts(mission.get().version())) {
            return new Begun<>(refused(mission), false);
        }
        boolean more = hasMany(connection, List.of(id));
        if (more) {
            ids(connection, "UPDATE missions SET enabled = false, next_due = NULL, version = version + 1, removing = true WHERE id = ? "
                    + "RETURNING id", id);
            changes.mission(id);
        } else {
            removeMission(connection, changes, id);
        }
        return new Begun<>(new EditOutcome.Done<>(mission.get()), more);
    }

    private static <T> EditOutcome<T> refused(Optional<T> current) {
        return current.<EditOutcome<T>>map(EditOutcome.Conflict::new).orElseGet(EditOutcome.Unknown::new);
    }

    private void finishZone(UUID id) {
        for (UUID mission : transactions.database().workQuery(connection ->
                ids(connection, "SELECT id FROM missions WHERE zone_id = ? ORDER BY id", id))) {
            removeTasks(mission, "its zone was deleted");
        }
        transactions.work((connection, changes) -> {
            if (ZoneTable.lockToRemove(connection, id).isPresent()) {
                removeZone(connection, changes, id);
            }
            return null;
        });
    }

    private void finishMission(UUID id) {
        removeTasks(id, "its mission was deleted");
        transactions.work((connection, changes) -> {
            if (MissionTable.lock(connection, id).isPresent()) {
                removeMission(connection, changes, id);
            }
            return null;
        });
    }

    /** All that has ended is taken out only after the last open one was cancelled: rovers come first. */
    private void removeTasks(UUID mission, String why) {
        while (transactions.work((connection, changes) -> cancel(connection, changes, List.of(mission), why, BITE)) == BITE) {
            // there are more
        }
        while (transactions.work((connection, changes) -> ids(connection, """
                DELETE FROM tasks WHERE id IN (SELECT id FROM tasks WHERE mission_id = ? AND status IN ('done', 'failed', 'cancelled')
                    LIMIT %d FOR UPDATE SKIP LOCKED) RETURNING id""".formatted(BITE), mission).size()) == BITE) {
            // there are more
        }
    }

    private static void removeZone(Connection connection, Changes changes, UUID id) throws SQLException {
        List<UUID> missions = missionsOf(connection, id);
        cancel(connection, changes, missions, "its zone was deleted", Integer.MAX_VALUE);
        missions.forEach(changes::mission);
        ZoneTable.delete(connection, id);
        changes.zone(id);
    }

    private static void removeMission(Connection connection, Changes changes, UUID id) throws SQLException {
        cancel(connection, changes, List.of(id), "its mission was deleted", Integer.MAX_VALUE);
        MissionTable.delete(connection, id);
        changes.mission(id);
    }

    /** How many open tasks were found, whether or not they could be cancelled. */
    private static int cancel(Connection connection, Changes changes, List<UUID> missions, String why, int most) throws SQLException {
        List<UUID> open = ids(connection, "SELECT id FROM tasks WHERE mission_id = ANY(?) AND status IN ('pending', 'assigned', 'active')"
                + " ORDER BY id LIMIT " + most, connection.createArrayOf("uuid", missions.toArray()));
        TaskTransitions.apply(connection, changes, open.stream().map(task -> TaskChange.cancel(task, TaskChange.OPERATOR, why)).toList());
        return open.size();
    }

    /** Locked, so that nothing new is hung on them. */
    private static List<UUID> missionsOf(Connection connection, UUID zone) throws SQLException {
        return ids(connection, "SELECT id FROM missions WHERE zone_id = ? ORDER BY id FOR UPDATE", zone);
    }

    private static boolean hasMany(Connection connection, List<UUID> missions) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM (SELECT FROM tasks WHERE mission_id = ANY(?) "
                + "LIMIT ?) few")) {
            query.setArray(1, connection.createArrayOf("uuid", missions.toArray()));
            query.setInt(2, BITE + 1);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt("count") > BITE;
            }
        }
    }

    private static List<UUID> ids(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setObject(i + 1, parameters[i]);
            }
            return Columns.ids(query);
        }
    }
}
