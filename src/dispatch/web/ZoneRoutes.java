package depot.dispatch.web;

import static depot.dispatch.web.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.json.JsonText;
import depot.dispatch.model.Zone;
import depot.dispatch.model.ZoneEdit;
import depot.dispatch.store.PlanRemoval;
import depot.dispatch.store.Transactions;
import depot.dispatch.store.ZoneTable;
import java.util.List;
import java.util.UUID;

/** The calls on zones. Thread-safe. */
public final class ZoneRoutes {
    private final Transactions ledger;
    private final IdempotentCalls idempotency;

    public ZoneRoutes(Transactions ledger, IdempotentCalls idempotency) {
        this.ledger = ledger;
        this.idempotency = idempotency;
    }

    public void declare(Routes routes) {
        routes.post("/zones", Access.CONSOLE, of(this::create))
                .get("/zones", Access.CONSOLE, of(request -> JsonAnswers.list(
                        ledger.database().callQuery(ZoneTable::all).stream().map(zone -> (JsonText.Body) json -> ZoneJson.write(zone, json)).toList())))
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
            changes.zone(zone.id());
            return JsonAnswers.created(json -> ZoneJson.write(zone, json));
        });
    }

    private Response get(Request request) {
        UUID id = id(request);
        Zone zone = ledger.database().callQuery(connection -> ZoneTable.byIds(connection, List.of(id))).stream().findFirst()
                .orElseThrow(() -> Paths.unknown("Zone"));
        return JsonAnswers.ok(json -> ZoneJson.write(zone, json));
    }

    private Response update(Request request) {
        UUID id = id(request);
        ZoneEdit input = ZoneJson.edit(request.json());
        Zone zone = ledger.call((connection, changes) -> {
            changes.zone(id);
            changes.queue(); // a task may wait for its waypoints
            return ZoneTable.update(connection, id, input).orElseThrow(() -> Paths.unknown("Zone"));
        });
        return JsonAnswers.ok(json -> ZoneJson.write(zone, json));
    }

    private Response delete(Request request) {
        UUID id = id(request);
        ledger.work((connection, changes) -> {
            if (!PlanRemoval.zone(connection, changes, id)) {
                throw Paths.unknown("Zone");
            }
            return null;
        });
        return Response.empty(204);
    }
}
