package depot.discovery;

import depot.common.http.Access;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.service.Service;
import depot.common.websocket.WatchOnly;
import depot.common.websocket.WebSockets;
import java.util.function.Consumer;

/** The calls by which rovers register and send heartbeats, and by which consoles see the fleet. Any thread. */
final class FleetRoutes implements Service.RouteGroup {
    private final RoverDesk desk;
    private final RosterList list;
    private final RosterList details;
    private final RosterFeed feed;
    private final Consumer<String> forgotten;
    private final WebSockets webSockets;

    /** @param forgotten is given the id of each rover that an operator has forgotten */
    FleetRoutes(RoverDesk desk, RosterList list, RosterList details, RosterFeed feed, Consumer<String> forgotten, WebSockets webSockets) {
        this.desk = desk;
        this.list = list;
        this.details = details;
        this.feed = feed;
        this.forgotten = forgotten;
        this.webSockets = webSockets;
    }

    @Override
    public void declare(Routes routes) {
        routes.post("/register", Access.ROVER, request -> {
                    desk.register(request.json());
                    return Response.ok();
                })
                .post("/heartbeat/{id}", Access.ROVER, request -> {
                    desk.heartbeat(request.pathValue("id"), request.json());
                    return Response.ok();
                })
                .webSocket("/ws/rover", Access.ROVER, webSockets.endpoint(request -> new RoverLink(desk)))
                .get("/rovers", Access.CONSOLE, this::rovers)
                .delete("/rovers/{id}", Access.CONSOLE, request -> {
                    desk.forget(request.pathValue("id"));
                    forgotten.accept(request.pathValue("id"));
                    return Response.empty(204);
                })
                .webSocket("/ws", Access.CONSOLE, webSockets.endpoint(this::console));
    }

    private Response rovers(Request request) {
        return switch (request.query("detail").orElse("false")) {
            case "true" -> details.answer();
            case "false" -> list.answer();
            default -> throw BadInput.notAllowed("detail", "must be true or false");
        };
    }

    /** The link that {@code ?mode=} asks for. */
    private WatchOnly console(Request request) {
        return switch (request.query("mode").orElse("list")) {
            case "list" -> new WatchOnly(feed::followLists);
            case "delta" -> new WatchOnly(feed::followDeltas);
            default -> throw BadInput.notAllowed("mode", "must be list or delta");
        };
    }
}
