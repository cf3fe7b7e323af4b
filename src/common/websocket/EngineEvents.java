package depot.common.websocket;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketAdapter;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.Handshakedata;

/** Passes the callbacks of Java-WebSocket's protocol engine on to its connection. */
final class EngineEvents extends WebSocketAdapter {
    private final WebSocketConnection connection;

    EngineEvents(WebSocketConnection connection) {
        this.connection = connection;
    }

    @Override
    public void onWebsocketMessage(WebSocket socket, String message) {
        connection.onText(message);
    }

    @Override
    public void onWebsocketMessage(WebSocket socket, ByteBuffer blob) {
        connection.onBinary();
    }

    @Override
    public void onWebsocketPing(WebSocket socket, Framedata frame) {
        connection.onPing(payload(frame));
    }

    @Override
    public void onWebsocketPong(WebSocket socket, Framedata frame) {
        connection.onPong(payload(frame));
    }

    private static byte[] payload(Framedata frame) {
        ByteBuffer data = frame.getPayloadData().duplicate();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    @Override
    public void onWriteDemand(WebSocket socket) {
        connection.onEngineOutput();
    }

    @Override
    public void onWebsocketClosing(WebSocket socket, int code, String reason, boolean remote) {
        connection.onEngineClosing();
    }

    @Override
    public void onWebsocketOpen(WebSocket socket, Handshakedata handshake) {}

    @Override
    public void onWebsocketClose(WebSocket socket, int code, String reason, boolean remote) {}

    @Override
    public void onWebsocketCloseInitiated(WebSocket socket, int code, String reason) {}

    @Override
    public void onWebsocketError(WebSocket socket, Exception error) {}

    @Override
    public InetSocketAddress getLocalSocketAddress(WebSocket socket) {
        return null;
    }

    @Override
    public InetSocketAddress getRemoteSocketAddress(WebSocket socket) {
        return null;
    }
}
