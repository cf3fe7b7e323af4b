package depot.discovery.link;

import depot.common.http.Refused;
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
    private final Lease lease;

    SupervisorLink(RoverLinks links) {
        this.links = links;
        lease = links.lease();
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
        Set<String> rovers = Set.copyOf(json.texts("rovers", LinkRoutes.MOST_ROVERS, LinkRoutes.LONGEST_ID)
                .orElseThrow(() -> BadInput.malformed("the field rovers is missing")));
        try {
            if (!links.name(lease, rovers)) {
                throw Refused.unavailable("supervisors name too many rovers together: some of these are left out");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the service ends
        }
    }

    @Override
    public void onClose(WebSocketConnection connection) {
        links.end(lease);
    }
}
