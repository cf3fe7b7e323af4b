package depot.dispatch.web;

import static depot.dispatch.web.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.memory.OutputBudget;
import depot.dispatch.model.EditOutcome;
import depot.dispatch.model.ExpectedVersion;
import depot.dispatch.model.RouteVerdict;
import depot.dispatch.model.Zone;
import depot.dispatch.model.ZoneEdit;
import depot.dispatch.store.PlanRemoval;
import depot.dispatch.store.RouteChecks;
import depot.dispatch.store.Transactions;
import depot.dispatch.store.ZoneTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The calls on zones. Thread-safe. */
public final class ZoneRoutes {
    private static final long MOST_BYTES = Math.min(32 << 20, Runtime.getRuntime().maxMemory() / 8); // half of what may wait to be read
    private final Transactions transactions;
    private final PlanRemoval removal;
    private final IdempotentCalls idempotency;
    private final RowAnswers rows;

    public ZoneRoutes(Transactions transactions, PlanRemoval removal, IdempotentCalls idempotency, OutputBudget output) {
        this.transactions = transactions;
        this.removal = removal;
        this.idempotency = idempotency;
        rows = new RowAnswers(transactions.database(), output);
    }

    public void declare(Routes routes) {
        routes.post("/zones", Access.CONSOLE, of(this::create))
                .get("/zones", Access.CONSOLE, of(request -> rows.json("application/json", (connection, room) -> {
                    room.use(ZoneTable.size(connection).bytes());
                    return JsonAnswers.list(ZoneTable.all(connection), ZoneJson::write);
                })))
                .get("/zones/{id}", Access.CONSOLE, of(this::get))
                .put("/zones/{id}", Access.CONSOLE, of(this::update))
                .delete("/zones/{id}", Access.CONSOLE, of(this::delete));
    }

    private static UUID id(Request request) {
        return Paths.id(request, "Zone");
    }

    private Response create(Request request) {
        ZoneEdit input = ZoneJson.edit(request.json());
        if (input.name().isEmpty()) {
            throw BadInput.malformed("the field name is missing");
        }
        return idempotency.create(request, (connection, changes) -> {
            Zone zone = ZoneTable.insert(connection, input);
            requireSound(zone);
            checkRoute(connection, zone, input);
            checkSize(connection);
            changes.zone(zone.id());
            return JsonAnswers.created(json -> ZoneJson.write(zone, json));
        }).with("ETag", EntityTags.FIRST);
    }

    /** Refuses a keep-out or a fence that has no place, as it would keep no rover out. */
    private static void requireSound(Zone zone) {
        if (RouteChecks.RULING.contains(zone.zoneType()) && zone.polygon() == null) {
            throw BadInput.notAllowed("polygon", "must be there for a zone of type " + zone.zoneType());
        }
    }

    /** As all are read at once for a list. Those that are saved at the same moment may pass it together. */
    static void checkSize(Connection connection) throws SQLException {
        if (ZoneTable.areMoreThan(connection, MOST_BYTES)) {
            throw new Refused(409, "all zones together may have " + MOST_BYTES + " bytes: delete some, or give others fewer places");
        }
    }

    /** An edit that does not touch the route keeps it, even where it breaks a rule: then it is refused when it is started. */
    static void checkRoute(Connection connection, Zone zone, ZoneEdit input) throws SQLException {
        RouteVerdict verdict = RouteChecks.check(connection, zone.id(), zone.zoneType(), zone.waypoints());
        if (input.waypoints().isEmpty() && input.zoneType().isEmpty()) {
            return;
        }
        if (verdict.originMissing()) {
            throw SiteRoutes.noOrigin("a route cannot be checked against the keep-outs and fences that there are");
        }
        if (verdict.fault() != null) {
            throw BadInput.notAllowed("waypoints[" + verdict.waypoint() + "]", "is not allowed: " + verdict.fault());
        }
        if (verdict.loopFault() != null && RouteChecks.isLooped(connection, zone.id())) {
            throw BadInput.notAllowed("waypoints[0]", "is not allowed, as a mission drives this route in a loop: " + verdict.loopFault());
        }
    }

    private Response get(Request request) {
        UUID id = id(request);
        Zone zone = transactions.database().callQuery(connection -> ZoneTable.byIds(connection, List.of(id))).stream().findFirst()
                .orElseThrow(() -> Paths.unknown("Zone"));
        return answer(zone);
    }

    private static Response answer(Zone zone) {
        return JsonAnswers.ok(json -> ZoneJson.write(zone, json)).with("ETag", EntityTags.text(zone.version()));
    }

    private static Response conflict(Zone current) {
        return EntityTags.conflict("zone", current.version(), json -> ZoneJson.write(current, json));
    }

    private Response update(Request request) {
        UUID id = id(request);
        ZoneEdit input = ZoneJson.edit(request.json());
        ExpectedVersion expected = EntityTags.expected(request);
        EditOutcome<Zone> outcome = transactions.call((connection, changes) -> {
            EditOutcome<Zone> edited = ZoneTable.update(connection, id, input, expected);
            if (edited instanceof EditOutcome.Done<Zone>(Zone zone)) {
                requireSound(zone);
                checkRoute(connection, zone, input);
                if (input.waypoints().isPresent() || input.polygon().isPresent()) {
                    checkSize(connection);
                }
                changes.zone(id);
                changes.queue(); // a task may wait for its waypoints
            }
            return edited;
        });
        return switch (outcome) {
            case EditOutcome.Done<Zone>(Zone zone) -> answer(zone);
            case EditOutcome.Conflict<Zone>(Zone current) -> conflict(current);
            case EditOutcome.Unknown<Zone> none -> throw Paths.unknown("Zone");
        };
    }

    private Response delete(Request request) {
        return switch (removal.zone(id(request), EntityTags.expected(request))) {
            case EditOutcome.Done<Zone> gone -> Response.empty(204);
            case EditOutcome.Conflict<Zone>(Zone current) -> conflict(current);
            case EditOutcome.Unknown<Zone> none -> throw Paths.unknown("Zone");
        };
    }
}
