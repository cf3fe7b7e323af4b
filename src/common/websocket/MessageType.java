package depot.common.websocket;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.Text;

/** The {@code type} field of a message, which says on every WebSocket here what kind of message it is. */
public final class MessageType {
    private MessageType() {}

    /** @throws BadInput malformed where there is none */
    public static String of(JsonObject message) {
        return message.anyText("type").orElseThrow(() -> BadInput.malformed("the field type is missing"));
    }

    /** What a message of another type is answered with. */
    public static BadInput unknown(String type) {
        return BadInput.malformed("unknown message type '" + Text.shown(type) + "'");
    }
}
