package depot.discovery;

import depot.common.http.Request;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.Text;
import depot.common.websocket.FrameFeed;
import depot.common.websocket.WebSocketConnection;
import depot.common.websocket.WebSocketHandler;
import java.util.function.Supplier;

/** A console on {@code /ws}: it watches, and has nothing to say. */
final class ConsoleLink implements WebSocketHandler {
    private final Supplier<FrameFeed> feed;

    private ConsoleLink(Supplier<FrameFeed> feed) {
        this.feed = feed;
    }

    /** The link that {@code ?mode=} asks for. */
    static ConsoleLink accept(Request request, RosterFeed feed) {
        return switch (request.query("mode").orElse("list")) {
            case "list" -> new ConsoleLink(feed::followLists);
            case "delta" -> new ConsoleLink(feed::followDeltas);
            default -> throw BadInput.notAllowed("mode", "must be list or delta");
        };
    }

    @Override
    public void onOpen(WebSocketConnection connection) {
        connection.follow(feed.get());
    }

    @Override
    public void onText(WebSocketConnection connection, String message) {
        String type = JsonObject.parse(message).anyText("type").orElseThrow(() -> BadInput.malformed("the field type is missing"));
        throw BadInput.malformed("unknown message type '" + Text.shown(type) + "'");
    }
}
