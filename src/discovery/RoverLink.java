package depot.discovery;

import depot.common.http.Refused;
import depot.common.json.JsonObject;
import depot.common.websocket.MessageType;
import depot.common.websocket.WebSocketConnection;
import depot.common.websocket.WebSocketHandler;
import java.util.Optional;

/**
 * A rover on {@code /ws/rover}: {@code register} and {@code heartbeat} with the fields of the HTTP calls, and no answer
 * unless something is wrong. A heartbeat belongs to the rover that registered on this link; one with an {@code id}
 * needs no registration on it, as after a reconnection.
 */
final class RoverLink implements WebSocketHandler {
    private final RoverDesk desk;
    private String id; // the reading thread's

    RoverLink(RoverDesk desk) {
        this.desk = desk;
    }

    @Override
    public void onText(WebSocketConnection connection, String message) {
        JsonObject json = JsonObject.parse(message);
        String type = MessageType.of(json);
        switch (type) {
            case "register" -> id = desk.register(json);
            case "heartbeat" -> desk.heartbeat(json.optionalText("id", Registration.MAX_NAME).or(() -> Optional.ofNullable(id))
                    .orElseThrow(() -> new Refused(404, "register first, or name the rover's id")), json);
            default -> throw MessageType.unknown(type);
        }
    }
}
