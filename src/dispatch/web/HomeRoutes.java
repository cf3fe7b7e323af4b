package depot.dispatch.web;

import static depot.dispatch.web.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import depot.dispatch.rover.StopAll;
import depot.dispatch.rules.FleetView;
import depot.dispatch.rules.HomeRule;
import depot.dispatch.rules.StartOutcome;
import depot.dispatch.store.HomeTable;
import depot.dispatch.store.TaskStarter;
import depot.dispatch.store.Transactions;
import java.util.ArrayList;
import java.util.List;

/** The call that sends every rover home that has a way home and may go. Thread-safe. */
public final class HomeRoutes {
    private final Transactions transactions;
    private final FleetView fleet;
    private final StopAll stop;

    public HomeRoutes(Transactions transactions, FleetView fleet, StopAll stop) {
        this.transactions = transactions;
        this.stop = stop;
        this.fleet = fleet;
    }

    public void declare(Routes routes) {
        routes.post("/home", Access.CONSOLE, of(this::home));
    }

    private record Refusal(HomeTable.WayHome way, String why) {}

    private Response home(Request request) {
        stop.unstored().ifPresent(hold -> {
            throw new Refused(409, hold.why());
        });
        List<Task> started = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        for (HomeTable.WayHome way : transactions.database().callQuery(connection -> HomeTable.of(connection, null))) {
            if (HomeRule.isHome(fleet.of(way.needs().rover()), way.needs().first())) {
                refused.add(new Refusal(way, "rover " + way.needs().rover() + " is at home"));
                continue;
            }
            switch (transactions.call((connection, changes) ->
                    TaskStarter.start(connection, changes, fleet, way.mission(), false, TaskChange.OPERATOR))) {
                case StartOutcome.Started(Task task) -> started.add(task);
                case StartOutcome.NotNow(String why, boolean soon) -> refused.add(new Refusal(way, why));
                case StartOutcome.QueueFull full -> refused.add(new Refusal(way, "too many tasks wait"));
                case StartOutcome.NoSuchMission none -> { } // deleted meanwhile
            }
        }
        return JsonAnswers.ok(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("started");
            for (Task task : started) {
                TaskJson.write(task, json);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("refused");
            for (Refusal each : refused) {
                json.writeStartObject();
                json.writeStringField("roverId", each.way.needs().rover());
                json.writeStringField("missionId", each.way.mission().toString());
                json.writeStringField("why", each.why);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
