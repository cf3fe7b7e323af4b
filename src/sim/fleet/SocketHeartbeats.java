package depot.sim.fleet;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketClient;
import depot.sim.client.WholeMessages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Over one WebSocket, which is new in the contract: a register message first, and again when the service has forgotten it.
 * Without a link it connects anew at a beat, less and less often.
 */
final class SocketHeartbeats implements Heartbeats, WebSocketClient.Listener {
    private static final int MOST_BEATS_BETWEEN_TRIES = 8;
    private static final int LONGEST_MESSAGE = 64 * 1024;

    private final SelectorLoop loop;
    private final Service discovery;
    private final String identity;
    private final Supplier<String> state;
    private final Beat beat;
    private final WholeMessages messages = new WholeMessages(LONGEST_MESSAGE, this::message);
    private WebSocketClient client; // null while there is none
    private int beatsToNextTry;
    private int beatsBetweenTries = 1;
    private boolean inReach = true;

    /** As {@link HttpHeartbeats}. */
    SocketHeartbeats(SelectorLoop loop, Service discovery, String identity, Supplier<String> state) {
        this.loop = loop;
        this.discovery = discovery;
        this.identity = identity;
        this.state = state;
        beat = new Beat(loop, INTERVAL, this::beat);
    }

    @Override
    public void begin(Duration delay) {
        beat.begin(delay);
    }

    private void beat() {
        if (client != null && client.isOpen()) {
            client.text("{\"type\":\"heartbeat\"," + state.get() + "}");
        } else if (inReach && --beatsToNextTry <= 0) {
            drop();
            beatsToNextTry = beatsBetweenTries;
            beatsBetweenTries = Math.min(2 * beatsBetweenTries, MOST_BEATS_BETWEEN_TRIES);
            connect();
        }
    }

    private void connect() {
        if (discovery.address().isEmpty()) {
            discovery.failed("nobody knows its name");
            return;
        }
        try {
            client = WebSocketClient.connect(loop, discovery.address().get(), discovery.url().prefix() + "/ws/rover", discovery.fields(),
                    this);
        } catch (IOException e) {
            discovery.failed(e.getMessage());
        }
    }

    @Override
    public void opened(WebSocketClient opened) {
        beatsBetweenTries = 1;
        discovery.worked();
        register();
    }

    private void register() {
        client.text("{\"type\":\"register\"," + identity + "," + state.get() + "}");
    }

    @Override
    public void message(WebSocketClient from, ByteBuffer part, boolean first, boolean last) {
        messages.add(part, first, last);
    }

    /** The service speaks up only when something is wrong. */
    private void message(ByteBuffer whole) {
        if (StandardCharsets.UTF_8.decode(whole).toString().contains("Rover not found")) {
            register();
        }
    }

    @Override
    public void closed(WebSocketClient closing, int code, String reason) {
        if (closing == client) {
            client = null;
            discovery.failed(reason.isEmpty() ? "it closed with " + code : reason);
        }
    }

    @Override
    public void reach(boolean reaches) {
        inReach = reaches;
        if (!reaches) {
            drop();
        }
    }

    private void drop() {
        if (client != null) {
            client.abort();
            client = null;
        }
    }

    @Override
    public void end() {
        beat.end();
        drop();
    }
}
