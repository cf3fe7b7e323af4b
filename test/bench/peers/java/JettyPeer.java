import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Jetty: its core without servlets; a frame is sent when it is there, and frames that wait go out together. */
final class JettyPeer extends Peer {
    public static void main(String[] arguments) throws Exception {
        JettyPeer peer = new JettyPeer();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(4096);
        server.addConnector(connector);
        WebSocketUpgradeHandler upgrades = WebSocketUpgradeHandler.from(server, container ->
                container.addMapping("/fanout", (request, response, callback) -> peer.new Console()));
        upgrades.setHandler(peer.new Calls());
        server.setHandler(upgrades);
        server.start();
        listening(connector.getLocalPort());
    }

    private final class Calls extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            heartbeat(request.getHttpURI().getPath(), utf8(Content.Source.asString(request)));
            response.getHeaders().put("Content-Type", "application/json");
            Content.Sink.write(response, true, OK, callback);
            return true;
        }
    }

    public final class Console extends Session.Listener.AbstractAutoDemanding implements Client {
        private final AtomicInteger waiting = new AtomicInteger();

        @Override
        public void onWebSocketOpen(Session session) {
            super.onWebSocketOpen(session);
            joined(this);
        }

        @Override
        public void onWebSocketClose(int code, String reason) {
            left(this);
        }

        @Override
        public void onWebSocketText(String text) {
            command(text);
        }

        @Override
        public void send(List<String> frames) {
            waiting.addAndGet(frames.size());
            for (String frame : frames) {
                getSession().sendText(frame, org.eclipse.jetty.websocket.api.Callback.from(waiting::decrementAndGet, failure ->
                        left(this)));
            }
        }

        @Override
        public boolean isBehind() {
            return waiting.get() > 500;
        }
    }
}
