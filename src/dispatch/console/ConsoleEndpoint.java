package depot.dispatch.console;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.Text;
import depot.common.websocket.WebSocketConnection;
import depot.common.websocket.WebSocketHandler;

/** A console on {@code /ws/console}: it only receives; nothing is expected from it. */
public final class ConsoleEndpoint implements WebSocketHandler {
    private final ConsoleState board;
    private final Departures departures;

    public ConsoleEndpoint(ConsoleState board, Departures departures) {
        this.board = board;
        this.departures = departures;
    }

    @Override
    public void onOpen(WebSocketConnection connection) {
        String peer = connection.peer();
        connection.follow(new ConsoleFeed(board, departures.back(peer), cursor -> departures.left(peer, cursor)));
    }

    @Override
    public void onText(WebSocketConnection connection, String message) {
        String type = JsonObject.parse(message).anyText("type").orElseThrow(() -> BadInput.malformed("the field type is missing"));
        throw BadInput.malformed("unknown message type '" + Text.shown(type) + "'");
    }
}
