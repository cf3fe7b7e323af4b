import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;

/** Vert.x: a verticle for each processor; a write for each frame, handed to the connection's event loop. */
final class VertxPeer extends Peer {
    private volatile int port;

    public static void main(String[] arguments) {
        VertxPeer peer = new VertxPeer();
        Vertx.vertx().deployVerticle(() -> peer.new Part(), new DeploymentOptions()
                .setInstances(Runtime.getRuntime().availableProcessors()))
                .onSuccess(id -> listening(peer.port)).onFailure(Throwable::printStackTrace);
    }

    private final class Part extends VerticleBase {
        @Override
        public Future<?> start() {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions().setAcceptBacklog(4096).setTcpNoDelay(true));
            server.webSocketHandler(VertxPeer.this::open);
            server.requestHandler(request -> request.body().onSuccess(body -> {
                heartbeat(request.path(), body.getBytes());
                request.response().putHeader("Content-Type", "application/json").end(OK);
            }));
            // -1: one free port for all instances
            return server.listen(-1, "127.0.0.1").onSuccess(listening -> port = listening.actualPort());
        }
    }

    private void open(ServerWebSocket socket) {
        Console console = new Console(socket);
        socket.textMessageHandler(this::command);
        socket.closeHandler(nothing -> left(console));
        joined(console);
    }

    private record Console(ServerWebSocket socket) implements Client {
        @Override
        public void send(List<String> frames) {
            frames.forEach(socket::writeTextMessage);
        }

        @Override
        public boolean isBehind() {
            return socket.writeQueueFull();
        }
    }
}
