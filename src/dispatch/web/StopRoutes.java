package depot.dispatch.web;

import static depot.dispatch.web.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.Text;
import depot.dispatch.model.Hold;
import depot.dispatch.rover.StopAll;
import depot.dispatch.store.HoldTable;
import depot.dispatch.store.Transactions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The calls that stop everything, release it, and take rovers out of service and back. Thread-safe. */
public final class StopRoutes {
    private static final int MAX_ROVER_ID = 128;

    private final Transactions transactions;
    private final StopAll stop;
    private final Supplier<Optional<List<String>>> drivingRovers;
    private final Predicate<String> connected;

    /**
     * @param drivingRovers asks which rovers drive; empty where that is not known
     * @param connected whether a rover is connected, to any process
     */
    public StopRoutes(Transactions transactions, StopAll stop, Supplier<Optional<List<String>>> drivingRovers,
            Predicate<String> connected) {
        this.transactions = transactions;
        this.stop = stop;
        this.drivingRovers = drivingRovers;
        this.connected = connected;
    }

    public void declare(Routes routes) {
        routes.post("/stop", Access.CONSOLE, request -> stop())
                .post("/release", Access.CONSOLE, of(request -> release()))
                .get("/hold", Access.CONSOLE, of(request -> hold()))
                .post("/rovers/{id}/hold", Access.CONSOLE, of(request -> rover(request, true)))
                .post("/rovers/{id}/release", Access.CONSOLE, of(request -> rover(request, false)));
    }

    private Response stop() throws InterruptedException {
        StopAll.Result result = stop.stop();
        Optional<List<String>> driving = driving(result);
        return JsonAnswers.ok(json -> {
            json.writeStartObject();
            json.writeFieldName("stopped");
            HoldTable.write(result.stopped(), json);
            json.writeArrayFieldStart("unreached");
            for (String rover : result.unreached()) {
                json.writeString(rover);
            }
            json.writeEndArray();
            json.writeBooleanField("stored", result.stored());
            if (driving.isPresent()) {
                json.writeArrayFieldStart("driving");
                for (String rover : driving.get()) {
                    json.writeString(rover);
                }
                json.writeEndArray();
            }
            if (result.left() > 0) {
                json.writeNumberField("left", result.left());
            }
            json.writeEndObject();
        });
    }

    /** Connected rovers that drive, and not by a task of ours; empty where discovery does not say. */
    private Optional<List<String>> driving(StopAll.Result result) {
        Set<String> ours = new HashSet<>();
        result.stopped().stream().filter(each -> !each.confirmed()).forEach(each -> ours.add(each.rover()));
        return drivingRovers.get().map(all -> all.stream().filter(rover -> connected.test(rover) && !ours.contains(rover)).toList());
    }

    private Response release() {
        if (stop.unstored().isPresent()) {
            throw Refused.unavailable("a stop is not stored yet, as the database is away: try again");
        }
        transactions.call((connection, changes) -> {
            HoldTable.release(connection, changes);
            return null;
        });
        return answer(new Hold(false, null, "[]"), transactions.database().callQuery(HoldTable::rovers));
    }

    /** While the database is away: by what is known here, which is a stop that is not stored; else 503. */
    private Response hold() {
        Optional<Hold> unstored = stop.unstored();
        return unstored.isPresent() ? answer(unstored.get(), List.of())
                : answer(transactions.database().callQuery(HoldTable::read), transactions.database().callQuery(HoldTable::rovers));
    }

    private static Response answer(Hold hold, List<String> outOfService) {
        return JsonAnswers.ok(json -> {
            json.writeStartObject();
            json.writeBooleanField("held", hold.held());
            json.writeStringField("since", hold.since() == null ? null : hold.since().toString());
            json.writeFieldName("stopped");
            json.writeRawValue(hold.stopped());
            json.writeArrayFieldStart("outOfService");
            for (String rover : outOfService) {
                json.writeString(rover);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private Response rover(Request request, boolean held) {
        String rover = Text.checked("id", request.pathValue("id"), MAX_ROVER_ID);
        transactions.call((connection, changes) -> {
            HoldTable.rover(connection, changes, rover, held);
            return null;
        });
        return JsonAnswers.ok(json -> {
            json.writeStartObject();
            json.writeStringField("roverId", rover);
            json.writeBooleanField("held", held);
            json.writeEndObject();
        });
    }
}
