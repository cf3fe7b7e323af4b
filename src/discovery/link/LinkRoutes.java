package depot.discovery.link;

import depot.common.http.Access;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.websocket.WebSockets;
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
        OrderOutcome outcome = ids.isEmpty() ? links.orders().stopAll() : links.orders().order(RoverCommand.EMERGENCY_STOP, ids.get());
        return outcome.answer("stopped");
    }

    /** Releases the rovers that the request names; it must name them, as an operator has to check each of them first. */
    private Response release(Request request) throws InterruptedException {
        Set<String> ids = rovers(request.json()).orElseThrow(() ->
                BadInput.malformed("the field rovers is missing: name those to release"));
        return links.orders().order(RoverCommand.RELEASE, ids).answer("released");
    }

    private static Optional<Set<String>> rovers(JsonObject json) {
        return json.texts("rovers", MOST_ROVERS, LONGEST_ID).map(Set::copyOf);
    }
}
