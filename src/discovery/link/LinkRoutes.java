package depot.discovery.link;

import depot.common.http.Access;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.common.websocket.WebSockets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code POST /estop}, {@code POST /estop/release} and {@code WS /ws/supervise}. Any thread. */
public final class LinkRoutes {
    static final int MOST_ROVERS = 100_000; // the body's own bound comes first
    static final int LONGEST_ID = 128;

    private final RoverLinks links;

    public LinkRoutes(RoverLinks links) {
        this.links = links;
    }

    public void declare(Routes routes, WebSockets webSockets) {
        routes.post("/estop", Access.CONSOLE, this::stop)
                .post("/estop/release", Access.CONSOLE, this::release)
                .webSocket("/ws/supervise", Access.CONSOLE, webSockets.endpoint(request -> new SupervisorLink(links)));
    }

    /** Stops all rovers unless some are named, and works without a body, as the caller is in a hurry. */
    private Response stop(Request request) throws InterruptedException {
        Optional<Set<String>> ids = request.body().length == 0 ? Optional.empty() : rovers(request.json());
        OrderRequest.Outcome outcome = links.order(RoverCommand.EMERGENCY_STOP, ids);
        return answer("stopped", outcome);
    }

    /** Releases the rovers that the request names; it must name them, as an operator has to check each of them first. */
    private Response release(Request request) throws InterruptedException {
        Set<String> ids = rovers(request.json()).orElseThrow(() ->
                BadInput.malformed("the field rovers is missing: name those to release"));
        return answer("released", links.order(RoverCommand.RELEASE, Optional.of(ids)));
    }

    private static Optional<Set<String>> rovers(JsonObject json) {
        return json.texts("rovers", MOST_ROVERS, LONGEST_ID).map(Set::copyOf);
    }

    private static Response answer(String obeyed, OrderRequest.Outcome outcome) {
        return Response.json(200, JsonText.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart(obeyed);
            for (Map.Entry<String, Long> each : outcome.obeyed().entrySet()) {
                json.writeStartObject();
                json.writeStringField("id", each.getKey());
                json.writeNumberField("afterMillis", each.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("unreached");
            for (Map.Entry<String, String> each : outcome.unreached().entrySet()) {
                json.writeStartObject();
                json.writeStringField("id", each.getKey());
                json.writeStringField("why", each.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }));
    }
}
