package depot.discovery.link;

import depot.common.GuardedBy;
import depot.common.http.Response;
import depot.common.json.JsonText;
import depot.common.memory.OutputBudget;
import java.util.Map;

/** What came of an e-stop or a release. Any thread; its callers share one encoding of it. */
final class OrderOutcome {
    private final Map<String, Long> obeyed;
    private final Map<String, String> unreached;
    @GuardedBy("this") private byte[] json; // null until it is asked for, as is the next
    @GuardedBy("this") private OutputBudget.Load load;

    /** @param obeyed by id, in milliseconds after the order. @param unreached by id, why; neither changes any more */
    OrderOutcome(Map<String, Long> obeyed, Map<String, String> unreached) {
        this.obeyed = obeyed;
        this.unreached = unreached;
    }

    /** The answer for one caller. @param field the name of those that obeyed */
    synchronized Response answer(String field) {
        if (json == null) {
            json = encode(field);
            load = new OutputBudget.Load(json.length);
        }
        return Response.json(200, json).holding(load);
    }

    private byte[] encode(String field) {
        return JsonText.write(text -> {
            text.writeStartObject();
            text.writeArrayFieldStart(field);
            for (Map.Entry<String, Long> each : obeyed.entrySet()) {
                text.writeStartObject();
                text.writeStringField("id", each.getKey());
                text.writeNumberField("afterMillis", each.getValue());
                text.writeEndObject();
            }
            text.writeEndArray();
            text.writeArrayFieldStart("unreached");
            for (Map.Entry<String, String> each : unreached.entrySet()) {
                text.writeStartObject();
                text.writeStringField("id", each.getKey());
                text.writeStringField("why", each.getValue());
                text.writeEndObject();
            }
            text.writeEndArray();
            text.writeEndObject();
        });
    }
}
