package depot.dispatch.web;

import static depot.dispatch.web.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.dispatch.model.Alarm;
import depot.dispatch.model.Ids;
import depot.dispatch.model.TaskChange;
import depot.dispatch.store.AlarmTable;
import depot.dispatch.store.Transactions;
import java.util.List;
import java.util.UUID;

/** The calls on alarms. Thread-safe. */
public final class AlarmRoutes {
    private static final int MOST = 1000;
    private static final int MAX_NAME = 128;

    private final Transactions transactions;

    public AlarmRoutes(Transactions transactions) {
        this.transactions = transactions;
    }

    public void declare(Routes routes) {
        routes.get("/alarms", Access.CONSOLE, of(this::list))
                .post("/alarms/{id}/acknowledge", Access.CONSOLE, of(this::acknowledge));
    }

    private Response list(Request request) {
        boolean open = switch (request.query("open").orElse("")) {
            case "true" -> true;
            case "false", "" -> false;
            default -> throw BadInput.notAllowed("open", "must be true or false");
        };
        int limit = request.query("limit").filter(text -> !text.isEmpty()).map(TaskRoutes::limit).orElse(MOST);
        UUID before = request.query("before").filter(text -> !text.isEmpty())
                .map(text -> Ids.parse(text).orElseThrow(() -> BadInput.notAllowed("before", "must be the id of an alarm"))).orElse(null);
        List<Alarm> alarms = transactions.database().callQuery(connection -> AlarmTable.list(connection, open, before, limit));
        return JsonAnswers.ok(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("alarms");
            for (Alarm alarm : alarms) {
                AlarmJson.write(alarm, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private Response acknowledge(Request request) {
        UUID id = Paths.id(request, "Alarm");
        String by = request.body().length == 0 ? TaskChange.OPERATOR : request.json().optionalText("by", MAX_NAME)
                .orElse(TaskChange.OPERATOR);
        Alarm alarm = transactions.call((connection, changes) -> AlarmTable.acknowledge(connection, id, by)
                .orElseThrow(() -> Paths.unknown("Alarm")));
        return JsonAnswers.ok(json -> AlarmJson.write(alarm, json));
    }
}
