package depot.dispatch.web;

import static depot.dispatch.web.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.memory.OutputBudget;
import depot.dispatch.model.EditOutcome;
import depot.dispatch.model.ExpectedVersion;
import depot.dispatch.model.Mission;
import depot.dispatch.model.MissionEdit;
import depot.dispatch.model.Schedule;
import depot.dispatch.store.Changes;
import depot.dispatch.store.DatabaseClock;
import depot.dispatch.store.HomeTable;
import depot.dispatch.store.MissionTable;
import depot.dispatch.store.PlanRemoval;
import depot.dispatch.store.Transactions;
import depot.dispatch.store.ZoneTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The calls on missions, but for those that start and stop them. Thread-safe. */
public final class MissionRoutes {
    private static final int NEXT_TIMES = 5;

    private final Transactions transactions;
    private final PlanRemoval removal;
    private final IdempotentCalls idempotency;
    private final DatabaseClock clock;
    private final RowAnswers rows;

    public MissionRoutes(Transactions transactions, PlanRemoval removal, IdempotentCalls idempotency, DatabaseClock clock,
            OutputBudget output) {
        this.transactions = transactions;
        this.removal = removal;
        this.idempotency = idempotency;
        this.clock = clock;
        rows = new RowAnswers(transactions.database(), output);
    }

    public void declare(Routes routes) {
        routes.post("/missions", Access.CONSOLE, of(this::create))
                .get("/missions", Access.CONSOLE, of(request -> rows.json("application/json", (connection, room) -> {
                    room.use(MissionTable.size(connection));
                    return JsonAnswers.list(MissionTable.all(connection), MissionJson::write);
                })))
                .get("/missions/{id}", Access.CONSOLE, of(request -> answer(find(request))))
                .put("/missions/{id}", Access.CONSOLE, of(this::update))
                .delete("/missions/{id}", Access.CONSOLE, of(this::delete))
                .get("/missions/{id}/next", Access.CONSOLE, of(this::next));
    }

    private static UUID id(Request request) {
        return Paths.id(request, "Mission");
    }

    private static Response answer(Mission mission) {
        return JsonAnswers.ok(json -> MissionJson.write(mission, json)).with("ETag", EntityTags.text(mission.version()));
    }

    private static Response conflict(Mission current) {
        return EntityTags.conflict("mission", current.version(), json -> MissionJson.write(current, json));
    }

    private Mission find(Request request) {
        UUID id = id(request);
        return transactions.database().callQuery(connection -> MissionTable.byIds(connection, List.of(id))).stream().findFirst()
                .orElseThrow(() -> Paths.unknown("Mission"));
    }

    private Response create(Request request) {
        MissionEdit input = MissionJson.edit(request.json());
        if (input.name().isEmpty() || input.zoneId().isEmpty()) {
            throw BadInput.malformed("the field " + (input.name().isEmpty() ? "name" : "zoneId") + " is missing");
        }
        Schedule schedule = input.schedule().orElse(Schedule.MANUAL);
        return idempotency.create(request, (connection, changes) -> {
            requireZone(connection, input.zoneId().get());
            Instant now = clock.read(connection);
            refusePast(schedule, now);
            Instant due = input.enabled().orElse(true) ? schedule.next(now).orElse(null) : null;
            Mission mission = MissionTable.insert(connection, input, due);
            requireHome(connection, mission);
            changes.mission(mission.id());
            return JsonAnswers.created(json -> MissionJson.write(mission, json));
        }).with("ETag", EntityTags.FIRST);
    }

    private static void requireZone(Connection connection, UUID zone) throws SQLException {
        if (!ZoneTable.keep(connection, zone)) {
            throw MissionJson.noZone(zone);
        }
    }

    /** The way home is a rover's own, to a point. */
    private static void requireHome(Connection connection, Mission mission) throws SQLException {
        if (mission.asks().kind() != Mission.Kind.HOME) {
            return;
        }
        if (mission.roverId() == null) {
            throw BadInput.notAllowed("roverId", "must name a rover for a mission of kind home");
        }
        if (!ZoneTable.byIds(connection, List.of(mission.zoneId())).getFirst().zoneType().equals("point")) {
            throw BadInput.notAllowed("zoneId", "must be a zone of type point for a mission of kind home");
        }
        if (mission.enabled()) {
            Optional<Mission> other = HomeTable.other(connection, mission);
            if (other.isPresent()) {
                throw BadInput.notAllowed("roverId", "must be a rover that has no way home yet: " + mission.roverId() + " has mission "
                        + other.get().id() + " (" + other.get().name() + "); disable that one first");
            }
        }
    }

    private static void refusePast(Schedule schedule, Instant now) {
        if (schedule.isPast(now)) {
            throw BadInput.notAllowed("schedule.at", "must not be past by more than a minute, unless catchUp is true: it is "
                    + now.truncatedTo(ChronoUnit.SECONDS) + " now");
        }
    }

    private Response update(Request request) {
        UUID id = id(request);
        MissionEdit input = MissionJson.edit(request.json());
        ExpectedVersion expected = EntityTags.expected(request);
        return switch (transactions.call((connection, changes) -> update(connection, changes, id, input, expected))) {
            case EditOutcome.Done<Mission>(Mission mission) -> answer(mission);
            case EditOutcome.Conflict<Mission>(Mission current) -> conflict(current);
            case EditOutcome.Unknown<Mission> none -> throw Paths.unknown("Mission");
        };
    }

    private EditOutcome<Mission> update(Connection connection, Changes changes, UUID id, MissionEdit input,
            ExpectedVersion expected) throws SQLException {
        // before the mission, as a removal of the zone does
        boolean zoneThere = input.zoneId().isEmpty() || ZoneTable.keep(connection, input.zoneId().get());
        Optional<Mission> found = MissionTable.lock(connection, id);
        if (found.isEmpty()) {
            return new EditOutcome.Unknown<>();
        }
        Mission old = found.get();
        if (!zoneThere) {
            throw MissionJson.noZone(input.zoneId().get());
        }
        Optional<Mission> edited = MissionTable.update(connection, edited(old, input, clock.read(connection)), input.schedule()
                .orElse(null), expected);
        if (edited.isEmpty()) {
            return new EditOutcome.Conflict<>(old);
        }
        requireHome(connection, edited.get());
        changes.mission(id);
        changes.queue(); // a task may wait for what changed
        return new EditOutcome.Done<>(edited.get());
    }

    private static Mission edited(Mission old, MissionEdit input, Instant now) {
        Schedule schedule = input.schedule().orElse(old.schedule());
        if (!schedule.equals(old.schedule())) {
            refusePast(schedule, now);
        }
        boolean enabled = input.enabled().orElse(old.enabled());
        // saving a schedule, or enabling the mission, is what arms one that an earlier dispatch left
        boolean armed = old.armed() || input.schedule().isPresent() || input.enabled().orElse(false);
        boolean unchanged = armed == old.armed() && enabled == old.enabled() && schedule.equals(old.schedule());
        return new Mission(old.id(), input.name().orElse(old.name()), input.zoneId().orElse(old.zoneId()),
                input.roverId().map(rover -> rover.isEmpty() ? null : rover).orElse(input.roverId().isPresent() ? null : old.roverId()),
                schedule, enabled, input.onLoss().orElse(old.onLoss()), input.asks().over(old.asks()), old.createdAt(), old.updatedAt(),
                armed,
                unchanged ? old.nextDue() : due(old, schedule, armed && enabled, now), old.lastDue(), old.lastOutcome(), old.version());
    }

    /** A mission that was to start once and has, does not start again because it is enabled or saved as it was. */
    private static Instant due(Mission old, Schedule schedule, boolean counts, Instant now) {
        boolean spent = schedule.trigger() == Schedule.Trigger.ONCE && old.lastDue() != null && schedule.equals(old.schedule());
        return counts && !spent ? schedule.next(now).orElse(null) : null;
    }

    private Response delete(Request request) {
        return switch (removal.mission(id(request), EntityTags.expected(request))) {
            case EditOutcome.Done<Mission> gone -> Response.empty(204);
            case EditOutcome.Conflict<Mission>(Mission current) -> conflict(current);
            case EditOutcome.Unknown<Mission> none -> throw Paths.unknown("Mission");
        };
    }

    /** When it starts by itself, and the outcome of the last time; {@code why} says why there is no next one. */
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
        return mission.schedule().trigger() == Schedule.Trigger.ONCE
                ? "it was to start once, and that is past" : "its cron expression never comes true";
    }
}
