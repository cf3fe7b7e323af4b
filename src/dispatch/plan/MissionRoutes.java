package depot.dispatch.plan;

import static depot.dispatch.calls.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.json.JsonText;
import depot.common.time.Time;
import depot.dispatch.calls.Idempotency;
import depot.dispatch.calls.JsonAnswers;
import depot.dispatch.ledger.Changes;
import depot.dispatch.ledger.Ledger;
import depot.dispatch.schedule.Schedule;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The calls on missions, but for those that start and stop them. Thread-safe. */
public final class MissionRoutes {
    private static final int NEXT_TIMES = 5;

    private final Ledger ledger;
    private final Idempotency idempotency;
    private final Time time;

    public MissionRoutes(Ledger ledger, Idempotency idempotency, Time time) {
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.time = time;
    }

    public void declare(Routes routes) {
        routes.post("/missions", Access.CONSOLE, of(this::create))
                .get("/missions", Access.CONSOLE, of(request -> JsonAnswers.list(
                        ledger.database().callQuery(MissionStore::all).stream().map(mission -> (JsonText.Body) mission::writeTo).toList())))
                .get("/missions/{id}", Access.CONSOLE, of(request -> JsonAnswers.ok(find(request)::writeTo)))
                .put("/missions/{id}", Access.CONSOLE, of(this::update))
                .delete("/missions/{id}", Access.CONSOLE, of(this::delete))
                .get("/missions/{id}/next", Access.CONSOLE, of(this::next));
    }

    private static UUID id(Request request) {
        return Ids.path(request.pathValue("id"), "Mission");
    }

    private Instant now() {
        return Instant.ofEpochMilli(time.millis());
    }

    private Mission find(Request request) {
        UUID id = id(request);
        return ledger.database().callQuery(connection -> MissionStore.byIds(connection, List.of(id))).stream().findFirst()
                .orElseThrow(() -> Ids.unknown("Mission"));
    }

    private Response create(Request request) {
        MissionInput input = MissionInput.from(request.json());
        if (input.name().isEmpty() || input.zoneId().isEmpty()) {
            throw BadInput.malformed("the field " + (input.name().isEmpty() ? "name" : "zoneId") + " is missing");
        }
        Instant due = input.enabled().orElse(true) ? input.schedule().orElse(Schedule.MANUAL).next(now()).orElse(null) : null;
        return idempotency.create(request, (connection, changes) -> {
            requireZone(connection, input.zoneId().get());
            Mission mission = MissionStore.insert(connection, input, due);
            changes.mission(mission.id());
            return JsonAnswers.created(mission::writeTo);
        });
    }

    private static void requireZone(Connection connection, UUID zone) throws SQLException {
        if (ZoneStore.byIds(connection, List.of(zone)).isEmpty()) {
            throw MissionInput.noZone(zone.toString());
        }
    }

    private Response update(Request request) {
        UUID id = id(request);
        MissionInput input = MissionInput.from(request.json());
        Mission mission = ledger.call((connection, changes) -> update(connection, changes, id, input));
        return JsonAnswers.ok(mission::writeTo);
    }

    private Mission update(Connection connection, Changes changes, UUID id, MissionInput input) throws SQLException {
        Mission old = MissionStore.lock(connection, id).orElseThrow(() -> Ids.unknown("Mission"));
        if (input.zoneId().isPresent()) {
            requireZone(connection, input.zoneId().get());
        }
        Schedule schedule = input.schedule().orElse(old.schedule());
        boolean enabled = input.enabled().orElse(old.enabled());
        // saving a schedule, or enabling the mission, is what arms one that an earlier dispatch left
        boolean armed = old.armed() || input.schedule().isPresent() || input.enabled().orElse(false);
        boolean unchanged = armed == old.armed() && enabled == old.enabled() && schedule.equals(old.schedule());
        Mission mission = new Mission(id, input.name().orElse(old.name()), input.zoneId().orElse(old.zoneId()),
                input.roverId().map(rover -> rover.isEmpty() ? null : rover).orElse(input.roverId().isPresent() ? null : old.roverId()),
                schedule, enabled, input.onLoss().orElse(old.onLoss()), old.createdAt(), old.updatedAt(), armed,
                unchanged ? old.nextDue() : due(old, schedule, armed && enabled), old.lastDue(), old.lastOutcome());
        changes.mission(id);
        changes.queue(); // a task may wait for what changed
        return MissionStore.update(connection, mission, input.schedule().orElse(null));
    }

    /** A mission that was to start once and has, does not start again because it is enabled or saved as it was. */
    private Instant due(Mission old, Schedule schedule, boolean counts) {
        boolean spent = schedule.trigger() == Schedule.Trigger.ONCE && old.lastDue() != null && schedule.equals(old.schedule());
        return counts && !spent ? schedule.next(now()).orElse(null) : null;
    }

    private Response delete(Request request) {
        UUID id = id(request);
        ledger.work((connection, changes) -> {
            PlanRemoval.mission(connection, changes, id);
            return null;
        });
        return Response.empty(204);
    }

    /** When it starts by itself, and what came of the last time; {@code why} says why there is no next one. */
    private Response next(Request request) {
        Mission mission = find(request);
        List<Instant> times = new ArrayList<>();
        Instant due = mission.nextDue();
        while (due != null && times.size() < NEXT_TIMES) {
            times.add(due);
            due = mission.schedule().trigger() == Schedule.Trigger.CRON ? mission.schedule().next(due).orElse(null) : null;
        }
        return JsonAnswers.ok(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("next");
            for (Instant each : times) {
                json.writeString(each.toString());
            }
            json.writeEndArray();
            if (times.isEmpty()) {
                json.writeStringField("why", whyNever(mission));
            }
            if (mission.lastDue() != null) {
                json.writeObjectFieldStart("last");
                json.writeStringField("due", mission.lastDue().toString());
                json.writeStringField("outcome", mission.lastOutcome());
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }

    private static String whyNever(Mission mission) {
        if (mission.schedule().trigger() == Schedule.Trigger.MANUAL) {
            return "it is started by hand";
        }
        if (!mission.armed()) {
            return "its schedule was there before this dispatch: save the mission to have it count";
        }
        if (!mission.enabled()) {
            return "the mission is disabled";
        }
        return mission.schedule().trigger() == Schedule.Trigger.ONCE ? "it was to start once, and that is past" : "its cron expression never comes true";
    }
}
