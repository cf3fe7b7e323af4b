package depot.dispatch.faults;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketClient;
import depot.sim.client.WholeMessages;
import depot.support.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * A WebSocket client that connects again, a pause after each drop, and has no read timeout: on a half-open link it waits
 * for ever. Lives on its loop's thread; {@link #start} and {@link #close} may be called from any.
 */
final class ReconnectingLink implements AutoCloseable {
    private static final int LONGEST_MESSAGE = 1024 * 1024;

    /** Called on the loop's thread. */
    interface Owner {
        /** @param link how many connections there were, this one included */
        void opened(int link);

        void message(Map<String, Object> json);

        /** A ping came, and was answered. */
        default void pinged() {}

        /** The link that was open is so no more. */
        void dropped(int link);
    }

    private final SelectorLoop loop;
    private final InetSocketAddress address;
    private final String path;
    private final Duration pause;
    private final Owner owner;
    private WebSocketClient client;
    private int link;
    private boolean open;
    private boolean closed;

    ReconnectingLink(SelectorLoop loop, int port, String path, Duration pause, Owner owner) {
        this.loop = loop;
        this.address = new InetSocketAddress("127.0.0.1", port);
        this.path = path;
        this.pause = pause;
        this.owner = owner;
    }

    void start() {
        loop.execute(this::connect);
    }

    private void connect() {
        if (closed) {
            return;
        }
        try {
            client = WebSocketClient.connect(loop, address, path, Map.of(), new Listener());
        } catch (IOException e) {
            loop.after(pause.toNanos(), this::connect);
        }
    }

    boolean isOpen() {
        return open;
    }

    int link() {
        return link;
    }

    void send(String message) {
        client.text(message);
    }

    /** Drops the link for good. */
    @Override
    public void close() {
        loop.execute(() -> {
            closed = true;
            if (client != null) {
                client.abort();
            }
            ended();
        });
    }

    private void ended() {
        if (open) {
            open = false;
            owner.dropped(link);
        }
    }

    private final class Listener implements WebSocketClient.Listener {
        private final WholeMessages messages = new WholeMessages(LONGEST_MESSAGE, this::take);

        @Override
        public void opened(WebSocketClient opened) {
            open = true;
            owner.opened(++link);
        }

        @Override
        public void message(WebSocketClient from, ByteBuffer part, boolean first, boolean last) {
            messages.add(part, first, last);
        }

        private void take(ByteBuffer whole) {
            Map<String, Object> json;
            try {
                json = Json.object(StandardCharsets.UTF_8.decode(whole).toString());
            } catch (UncheckedIOException e) {
                return; // binary, or no JSON: ignored
            }
            owner.message(json);
        }

        @Override
        public void ping(WebSocketClient from, ByteBuffer payload) {
            owner.pinged();
        }

        @Override
        public void closed(WebSocketClient ended, int code, String reason) {
            ended();
            loop.after(pause.toNanos(), ReconnectingLink.this::connect);
        }
    }
}
