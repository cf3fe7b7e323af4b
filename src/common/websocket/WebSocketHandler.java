package depot.common.websocket;

/**
 * What a service does with one connection. All methods are called by the connection's reading thread, one after
 * another; a thrown {@link depot.common.json.BadInput} or {@link depot.common.http.Refused} is answered with an error
 * message, and the connection goes on; whatever else is thrown closes it with 1011. While a method runs nothing more is
 * read: that is what slows a fast peer down.
 */
public interface WebSocketHandler {
    /** The connection is open; frames sent from here on follow the handshake. */
    default void onOpen(WebSocketConnection connection) {}

    void onText(WebSocketConnection connection, String message);

    /** A pong with this payload, at most 125 bytes. */
    default void onPong(WebSocketConnection connection, byte[] payload) {}

    /** The connection has ended, for whatever reason; called once, also when {@link #onOpen} failed. */
    default void onClose(WebSocketConnection connection) {}
}
