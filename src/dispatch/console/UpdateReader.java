package depot.dispatch.console;

import depot.common.json.JsonText;
import depot.dispatch.model.Alarm;
import depot.dispatch.model.Hold;
import depot.dispatch.model.Mission;
import depot.dispatch.model.Site;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.model.Zone;
import depot.dispatch.store.AlarmTable;
import depot.dispatch.store.HoldTable;
import depot.dispatch.store.MissionTable;
import depot.dispatch.store.SiteTable;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.Transactions;
import depot.dispatch.store.ZoneTable;
import depot.dispatch.web.AlarmJson;
import depot.dispatch.web.MissionJson;
import depot.dispatch.web.SiteJson;
import depot.dispatch.web.ZoneJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads what changed, for changes of which only an id is known. Each method throws {@link depot.database.DatabaseAway}. */
public final class UpdateReader {
    private static final UUID SITE = new UUID(0, 0); // no row has this id
    private static final int ENDED_WITHIN_SECONDS = 60;
    private static final int MAX_ENDED = 1000;
    static final int MAX_VERSIONS = 20_000; // of zones, of missions, and of alarms

    private final Transactions transactions;

    public UpdateReader(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Rovers that other processes hold; tasks: the open ones, and those that ended a moment ago; the versions of the rest. */
    record Everything(List<String> roversElsewhere, List<Task> tasks, Holds holds, Versions versions) {}

    /** Versions by id: of zones, missions, and alarms that have not ended. */
    record Versions(Map<UUID, Long> zones, Map<UUID, Long> missions, Map<UUID, Long> alarms, long site) {}

    /** A zone, a mission or an alarm as consoles get it. @param version as in {@link Versions}; {@link #GONE} where it is not there */
    record Plan(UUID id, long version, JsonText.Body message) {
        static final long GONE = -1;
    }

    /** Whether everything is held, and which rovers are out of service. */
    record Holds(Hold all, List<String> rovers) {}

    Holds holds() {
        return transactions.database().work(UpdateReader::holds);
    }

    private static Holds holds(Connection connection) throws SQLException {
        return new Holds(HoldTable.read(connection), HoldTable.rovers(connection));
    }

    Everything everything() {
        return transactions.database().work(connection -> {
            List<Task> tasks = new ArrayList<>(TaskTable.endedWithin(connection, ENDED_WITHIN_SECONDS, MAX_ENDED));
            tasks.addAll(TaskTable.open(connection));
            return new Everything(elsewhere(connection, null), tasks, holds(connection), versions(connection));
        });
    }

    static Versions versions(Connection connection) throws SQLException {
        return new Versions(ZoneTable.versions(connection, MAX_VERSIONS), MissionTable.versions(connection, MAX_VERSIONS),
                AlarmTable.unended(connection, MAX_VERSIONS), SiteTable.read(connection).version());
    }

    Set<String> connectedElsewhere(Collection<String> rovers) {
        return Set.copyOf(transactions.database().workQuery(connection -> elsewhere(connection, rovers)));
    }

    private List<String> elsewhere(Connection connection, Collection<String> among) throws SQLException {
        List<String> rovers = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT rover_id FROM rover_links WHERE connected AND process <> ? AND (?::text[] IS NULL OR rover_id = ANY(?))")) {
            query.setObject(1, transactions.process());
            query.setArray(2, among == null ? null : connection.createArrayOf("text", among.toArray()));
            query.setArray(3, among == null ? null : connection.createArrayOf("text", among.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rovers.add(row.getString(1));
                }
            }
        }
        return rovers;
    }

    /** The tasks as they are now. One that was deleted comes back as cancelled where it is shown as open, else not at all. */
    List<Task> tasks(Collection<UUID> ids, ConsoleState board) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Instant[] now = new Instant[1];
        List<Task> found = transactions.database().work(connection -> {
            now[0] = TaskTable.now(connection);
            return new ArrayList<>(TaskTable.byIds(connection, ids));
        });
        Set<UUID> there = new java.util.HashSet<>(found.stream().map(Task::id).toList());
        ids.stream().filter(id -> !there.contains(id)).forEach(id -> board.openTask(id).map(task -> deleted(task, now[0]))
                .ifPresentOrElse(found::add, () -> board.gone(id)));
        return found;
    }

    /** Newer than what is on its way yet: it is not known how often the task changed before it went. */
    private static Task deleted(Task task, Instant now) {
        return new Task(task.id(), task.missionId(), task.roverId(), TaskStatus.CANCELLED, task.progress(), task.waypoint(), task.lap(),
                task.error(), task.createdAt(), task.startedAt(), now, null, null, null, task.delivery(), Long.MAX_VALUE);
    }

    List<Plan> zones(Collection<UUID> ids) {
        Map<UUID, Plan> plans = deleted("zone_delete", ids);
        if (!ids.isEmpty()) {
            for (Zone zone : transactions.database().workQuery(connection -> ZoneTable.byIds(connection, ids))) {
                plans.put(zone.id(), new Plan(zone.id(), zone.version(), update("zone_update", "zone", json ->
                        ZoneJson.write(zone, json))));
            }
        }
        return List.copyOf(plans.values());
    }

    List<Plan> missions(Collection<UUID> ids) {
        Map<UUID, Plan> plans = deleted("mission_delete", ids);
        if (!ids.isEmpty()) {
            for (Mission mission : transactions.database().workQuery(connection -> MissionTable.byIds(connection, ids))) {
                plans.put(mission.id(), new Plan(mission.id(), mission.version(), update("mission_update", "mission", json ->
                        MissionJson.write(mission, json))));
            }
        }
        return List.copyOf(plans.values());
    }

    /** As they are until the row of one is found. */
    private static Map<UUID, Plan> deleted(String type, Collection<UUID> ids) {
        Map<UUID, Plan> plans = new LinkedHashMap<>();
        ids.forEach(id -> plans.put(id, new Plan(id, Plan.GONE, deletion(type, id))));
        return plans;
    }

    Plan site() {
        Site site = transactions.database().workQuery(SiteTable::read);
        return new Plan(SITE, site.version(), update("site_update", "site", json -> SiteJson.write(site, json)));
    }

    /** One that is not there is left out: consoles keep alarms that are over. */
    List<Plan> alarms(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return transactions.database().workQuery(connection -> AlarmTable.byIds(connection, ids)).stream().map(alarm ->
                new Plan(alarm.id(), version(alarm), update("alarm", "alarm", json -> AlarmJson.write(alarm, json)))).toList();
    }

    private static long version(Alarm alarm) {
        if (alarm.endedAt() != null) {
            return Plan.GONE;
        }
        return alarm.acknowledgedAt() == null ? 0 : 1;
    }

    private static JsonText.Body update(String type, String field, JsonText.Body content) {
        return json -> {
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeFieldName(field);
            content.writeTo(json);
            json.writeEndObject();
        };
    }

    private static JsonText.Body deletion(String type, UUID id) {
        return json -> {
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeStringField("id", id.toString());
            json.writeEndObject();
        };
    }
}
