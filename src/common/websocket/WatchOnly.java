package depot.common.websocket;

import depot.common.json.JsonObject;
import java.util.function.Supplier;

/** A connection that only watches a feed: nothing is expected from it. */
public final class WatchOnly implements WebSocketHandler {
    private final Supplier<FrameFeed> feed;

    /** @param feed made when the connection is open */
    public WatchOnly(Supplier<FrameFeed> feed) {
        this.feed = feed;
    }

    @Override
    public void onOpen(WebSocketConnection connection) {
        connection.follow(feed.get());
    }

    @Override
    public void onText(WebSocketConnection connection, String message) {
        throw MessageType.unknown(MessageType.of(JsonObject.parse(message)));
    }
}
