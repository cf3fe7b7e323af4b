package depot.dispatch.plan;

import static depot.dispatch.calls.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.json.JsonText;
import depot.dispatch.calls.Idempotency;
import depot.dispatch.calls.JsonAnswers;
import depot.dispatch.ledger.Ledger;
import java.util.List;
import java.util.UUID;

/** The calls on zones. Thread-safe. */
public final class ZoneRoutes {
    private final Ledger ledger;
    private final Idempotency idempotency;

    public ZoneRoutes(Ledger ledger, Idempotency idempotency) {
        this.ledger = ledger;
        this.idempotency = idempotency;
    }

    public void declare(Routes routes) {
        routes.post("/zones", Access.CONSOLE, of(this::create))
                .get("/zones", Access.CONSOLE, of(request -> JsonAnswers.list(
                        ledger.database().callQuery(ZoneStore::all).stream().map(zone -> (JsonText.Body) zone::writeTo).toList())))
                .get("/zones/{id}", Access.CONSOLE, of(this::get))
                .put("/zones/{id}", Access.CONSOLE, of(this::update))
                .delete("/zones/{id}", Access.CONSOLE, of(this::delete));
    }

    private static UUID id(Request request) {
        return Ids.path(request.pathValue("id"), "Zone");
    }

    private Response create(Request request) {
        ZoneInput input = ZoneInput.from(request.json());
        if (input.name().isEmpty()) {
            throw BadInput.malformed("the field name is missing");
        }
        return idempotency.create(request, (connection, changes) -> {
            Zone zone = ZoneStore.insert(connection, input);
            changes.zone(zone.id());
            return JsonAnswers.created(zone::writeTo);
        });
    }

    private Response get(Request request) {
        UUID id = id(request);
        Zone zone = ledger.database().callQuery(connection -> ZoneStore.byIds(connection, List.of(id))).stream().findFirst()
                .orElseThrow(() -> Ids.unknown("Zone"));
        return JsonAnswers.ok(zone::writeTo);
    }

    private Response update(Request request) {
        UUID id = id(request);
        ZoneInput input = ZoneInput.from(request.json());
        Zone zone = ledger.call((connection, changes) -> {
            changes.zone(id);
            changes.queue(); // a task may wait for its waypoints
            return ZoneStore.update(connection, id, input).orElseThrow(() -> Ids.unknown("Zone"));
        });
        return JsonAnswers.ok(zone::writeTo);
    }

    private Response delete(Request request) {
        UUID id = id(request);
        ledger.work((connection, changes) -> {
            PlanRemoval.zone(connection, changes, id);
            return null;
        });
        return Response.empty(204);
    }
}
