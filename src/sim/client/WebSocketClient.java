package depot.sim.client;

import depot.common.websocket.client.ClientHandshake;
import depot.common.websocket.client.FrameReader;
import depot.common.websocket.client.HeadReader;
import depot.common.websocket.client.HttpHead;
import depot.common.websocket.client.MaskedFrame;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A WebSocket client (RFC 6455): the handshake, masked text frames out, messages in, pings answered by itself.
 *
 * <p>Lives on the thread of its {@link SelectorLoop}: call every method there; the listener is called there, too. What is
 * sent is gathered and written when the loop's turn ends. The masks are not hard to guess: they are there because the
 * protocol needs them, not to protect a proxy from a hostile script.
 */
public final class WebSocketClient {

    /** Called on the loop's thread. */
    public interface Listener {
        /** The handshake is done: messages may go out. */
        default void opened(WebSocketClient client) {}

        /**
         * Part of a message, as it comes off the wire. A listener that only counts need not read it; one that needs whole
         * messages puts a {@link WholeMessages} in between.
         *
         * @param part between position and limit, valid during the call only; may be empty
         * @param first whether it begins a message
         * @param last whether the message is complete with it
         */
        void message(WebSocketClient client, ByteBuffer part, boolean first, boolean last);

        default void pong(WebSocketClient client, ByteBuffer payload) {}

        /** A ping came; its pong is queued. */
        default void ping(WebSocketClient client, ByteBuffer payload) {}

        /**
         * The end; called once, and not after {@link #abort}. It comes without {@link #opened} when the server could not be
         * reached or refused.
         *
         * @param code from the server's close frame; {@link #NO_CLOSE_FRAME} when there was none
         */
        default void closed(WebSocketClient client, int code, String reason) {}
    }

    /** The code for an end without a close frame (RFC 6455, section 7.1.5). */
    public static final int NO_CLOSE_FRAME = 1006;

    private enum State { CONNECTING, HANDSHAKE, OPEN, CLOSED }

    private final Listener listener;
    private final ClientHandshake handshake;
    private final FrameReader frames = new FrameReader(new Frames());
    private HeadReader heads = new HeadReader();
    private Link link;
    private State state = State.CONNECTING;

    private WebSocketClient(Listener listener, ClientHandshake handshake) {
        this.listener = listener;
        this.handshake = handshake;
    }

    /**
     * Begins to connect. The listener gets the outcome later, never from within this call.
     *
     * @param path with the query, if any
     * @param fields further fields of the request, as Authorization
     */
    public static WebSocketClient connect(
            SelectorLoop loop, InetSocketAddress address, String path, Map<String, String> fields, Listener listener)
            throws IOException {
        WebSocketClient client = new WebSocketClient(listener,
                ClientHandshake.with(address.getHostString() + ":" + address.getPort(), path, fields));
        client.link = Link.connect(loop, address, client.new Bytes());
        return client;
    }

    /** Sends a text message in one frame. @throws IllegalStateException when it is not open */
    public void text(byte[] utf8) {
        send(FrameReader.TEXT, utf8);
    }

    /** Sends a text message in one frame. @throws IllegalStateException when it is not open */
    public void text(String message) {
        text(message.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a ping, whose pong says that the server has read all that was sent before. @param payload to 125 bytes */
    public void ping(byte[] payload) {
        send(FrameReader.PING, payload);
    }

    /** Sends a close frame; the listener is called when the server closes, too. */
    public void close(int code) {
        send(FrameReader.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    /** Ends the connection at once, with a reset, without a call to the listener. */
    public void abort() {
        state = State.CLOSED;
        link.reset();
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** What the system has not taken yet. */
    public int queuedBytes() {
        return link.queuedBytes();
    }

    private void send(int opcode, byte[] payload) {
        if (state != State.OPEN) {
            throw new IllegalStateException("the connection is not open");
        }
        MaskedFrame.write(link.room(MaskedFrame.LONGEST_HEAD + payload.length), opcode, payload, ThreadLocalRandom.current().nextInt());
    }

    private void finishHandshake(HttpHead head) throws IOException {
        Optional<String> fault = handshake.fault(head);
        if (fault.isPresent()) {
            link.drop();
            ended(NO_CLOSE_FRAME, fault.get());
        } else {
            heads = null;
            state = State.OPEN;
            listener.opened(this);
        }
    }

    private void ended(int code, String reason) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            listener.closed(this, code, reason);
        }
    }

    private final class Bytes implements Link.Owner {
        @Override
        public void connected() {
            state = State.HANDSHAKE;
            link.room(handshake.request().length).put(handshake.request());
        }

        @Override
        public void received(ByteBuffer bytes) throws IOException {
            if (state == State.HANDSHAKE) {
                HttpHead head = heads.feed(bytes);
                if (head == null) {
                    return;
                }
                finishHandshake(head);
            }
            if (state == State.OPEN) {
                frames.feed(bytes);
            }
        }

        @Override
        public void ended(Exception cause) {
            WebSocketClient.this.ended(NO_CLOSE_FRAME, cause == null ? "the server closed without a word" : cause.toString());
        }
    }

    private final class Frames implements FrameReader.Sink {
        @Override
        public void message(ByteBuffer part, boolean first, boolean last) {
            if (state == State.OPEN) {
                listener.message(WebSocketClient.this, part, first, last);
            }
        }

        @Override
        public void control(int opcode, ByteBuffer payload) {
            if (state != State.OPEN) {
                return;
            }
            switch (opcode) {
                case FrameReader.PING -> {
                    send(FrameReader.PONG, payload.array());
                    listener.ping(WebSocketClient.this, payload);
                }
                case FrameReader.PONG -> listener.pong(WebSocketClient.this, payload);
                default -> closeFrame(payload);
            }
        }

        /** Answers it, as the protocol says, and is done: the server ends the connection. */
        private void closeFrame(ByteBuffer payload) {
            send(FrameReader.CLOSE, payload.array());
            link.flush();
            link.drop();
            boolean hasCode = payload.remaining() >= 2;
            int code = hasCode ? payload.getShort() & 0xffff : 1005;
            ended(code, StandardCharsets.UTF_8.decode(payload).toString());
        }
    }
}
