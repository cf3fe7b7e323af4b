import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Undertow: a write for each frame. */
final class UndertowPeer extends Peer {
    public static void main(String[] arguments) {
        UndertowPeer peer = new UndertowPeer();
        Undertow server = Undertow.builder().addHttpListener(0, "127.0.0.1").setHandler(Handlers.path()
                .addExactPath("/fanout", Handlers.websocket((exchange, channel) -> peer.open(channel)))
                .addPrefixPath("/", peer::call)).build();
        server.start();
        listening(((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort());
    }

    private void call(HttpServerExchange exchange) {
        exchange.getRequestReceiver().receiveFullBytes((received, body) -> {
            heartbeat(received.getRequestPath(), body);
            received.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            received.getResponseSender().send(OK);
        });
    }

    private void open(WebSocketChannel channel) {
        Console console = new Console(channel);
        channel.addCloseTask(closed -> left(console));
        channel.getReceiveSetter().set(new AbstractReceiveListener() {
            @Override
            protected void onFullTextMessage(WebSocketChannel from, BufferedTextMessage message) {
                command(message.getData());
            }
        });
        channel.resumeReceives();
        joined(console);
    }

    private final class Console implements Client, WebSocketCallback<Void> {
        private final WebSocketChannel channel;
        private final AtomicInteger waiting = new AtomicInteger();

        Console(WebSocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void send(List<String> frames) {
            waiting.addAndGet(frames.size());
            frames.forEach(frame -> WebSockets.sendText(frame, channel, this));
        }

        @Override
        public void complete(WebSocketChannel to, Void nothing) {
            waiting.decrementAndGet();
        }

        @Override
        public void onError(WebSocketChannel to, Void nothing, Throwable failure) {
            left(this);
        }

        @Override
        public boolean isBehind() {
            return waiting.get() > 500;
        }
    }
}
