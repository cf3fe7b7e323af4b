package depot.discovery.link;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.Text;
import depot.common.websocket.WebSocketConnection;
import depot.common.websocket.WebSocketHandler;
import java.util.Set;

/**
 * A supervisor on {@code /ws/supervise}: the rovers that it names are supervised for three seconds from its last message,
 * and no longer than its connection lasts. It is sent the state of each at each change.
 */
final class SupervisorLink implements WebSocketHandler {
    private final RoverLinks links;
    private final Lease lease = new Lease();

    SupervisorLink(RoverLinks links) {
        this.links = links;
    }

    @Override
    public void onOpen(WebSocketConnection connection) {
        connection.follow(lease.follow());
    }

    @Override
    public void onText(WebSocketConnection connection, String message) {
        JsonObject json = JsonObject.parse(message);
        String type = json.anyText("type").orElseThrow(() -> BadInput.malformed("the field type is missing"));
        if (!type.equals("supervise")) {
            throw BadInput.malformed("unknown message type '" + Text.shown(type) + "'");
        }
        links.name(lease, Set.copyOf(json.texts("rovers", LinkRoutes.MOST_ROVERS, LinkRoutes.LONGEST_ID)
                .orElseThrow(() -> BadInput.malformed("the field rovers is missing"))));
    }

    @Override
    public void onClose(WebSocketConnection connection) {
        links.end(lease);
    }
}
