import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.util.List;

/** Helidon: a virtual thread for each connection reads; a send is a write, and waits while the client does not read. */
final class HelidonPeer extends Peer {
    public static void main(String[] arguments) {
        HelidonPeer peer = new HelidonPeer();
        WebServer server = WebServer.builder().host("127.0.0.1").port(0).backlog(4096)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .addRouting(HttpRouting.builder().post("/*", (request, response) -> {
                    peer.heartbeat(request.path().path(), request.content().as(byte[].class));
                    response.header("Content-Type", "application/json").send(OK);
                }))
                .addRouting(WsRouting.builder().endpoint("/fanout", () -> peer.new Console()))
                .build().start();
        listening(server.port());
    }

    private final class Console implements WsListener, Client {
        private WsSession session;

        @Override
        public void onOpen(WsSession opened) {
            session = opened;
            joined(this);
        }

        @Override
        public void onMessage(WsSession from, String text, boolean last) {
            command(text);
        }

        @Override
        public void onClose(WsSession closed, int status, String reason) {
            left(this);
        }

        @Override
        public void onError(WsSession failed, Throwable failure) {
            left(this);
        }

        @Override
        public void send(List<String> frames) {
            try {
                frames.forEach(frame -> session.send(frame, true));
            } catch (RuntimeException e) {
                left(this);
            }
        }

        @Override
        public boolean isBehind() {
            return false; // a send has waited
        }
    }
}
