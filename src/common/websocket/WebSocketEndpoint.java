package depot.common.websocket;

import depot.common.http.Request;

/** Decides on one request for a WebSocket, before it is answered. Called by any thread. */
@FunctionalInterface
public interface WebSocketEndpoint {
    /**
     * @return the handler of the connection
     * @throws depot.common.json.BadInput as for any request; so does {@link depot.common.http.Refused}
     */
    WebSocketHandler accept(Request request);
}
