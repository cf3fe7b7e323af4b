package depot.sim.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An HTTP/1.1 connection kept open: one request after the other, each answered before the next is sent.
 *
 * <p>Lives on the thread of its {@link SelectorLoop}: call every method there; the listener is called there, too. Requests
 * come ready encoded, see {@link #request}, so that one that is sent often is encoded once.
 */
public final class HttpConnection {

    /** Called on the loop's thread. */
    public interface Listener {
        /** Connected: the first request may go out. */
        void opened(HttpConnection connection);

        /**
         * The answer to the request sent last. The next may be sent from here, if the connection is still open.
         *
         * @param body between position and limit, worthless after the call
         */
        void answered(HttpConnection connection, int status, ByteBuffer body);

        /** It could not connect, broke, or the server closed it. Called once; not after {@link #close}. */
        void closed(HttpConnection connection, String reason);
    }

    private final Listener listener;
    private final AnswerReader answers = new AnswerReader(this::answered);
    private Link link;
    private boolean waiting;

    private HttpConnection(Listener listener) {
        this.listener = listener;
    }

    /** Begins to connect. The listener gets the outcome later, never from within this call. */
    public static HttpConnection connect(SelectorLoop loop, InetSocketAddress address, Listener listener)
            throws IOException {
        HttpConnection connection = new HttpConnection(listener);
        connection.link = Link.connect(loop, address, connection.new Bytes());
        return connection;
    }

    /**
     * A request of JSON, encoded for {@link #send}. Not for HEAD.
     *
     * @param host for the Host field, with the port
     * @param body empty for none
     */
    public static byte[] request(String method, String path, String host, String body) {
        return request(method, path, host, Map.of(), body);
    }

    /** As above. @param fields further fields of the request, as Authorization */
    public static byte[] request(String method, String path, String host, Map<String, String> fields, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ").append(host)
                .append("\r\nContent-Type: application/json\r\nContent-Length: ").append(bytes.length).append("\r\n");
        fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] headBytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(headBytes.length + bytes.length).put(headBytes).put(bytes).array();
    }

    /**
     * Sends a request.
     *
     * @throws IllegalStateException when the one before is not answered, or the connection is closed
     */
    public void send(byte[] request) {
        if (waiting) {
            throw new IllegalStateException("the request before is not answered");
        }
        link.room(request.length).put(request);
        waiting = true;
    }

    public boolean isOpen() {
        return link.isOpen();
    }

    /** Closes at once, with a reset, without a call to the listener. */
    public void close() {
        link.reset();
    }

    private void answered(int status, ByteBuffer body, boolean more) {
        if (!waiting) {
            throw new IllegalStateException("an answer to nothing");
        }
        waiting = false;
        if (!more) {
            link.drop();
        }
        listener.answered(this, status, body);
        if (!more) {
            listener.closed(this, "the server closes after an answer");
        }
    }

    private final class Bytes implements Link.Owner {
        @Override
        public void connected() {
            listener.opened(HttpConnection.this);
        }

        @Override
        public void received(ByteBuffer bytes) throws IOException {
            answers.feed(bytes);
        }

        @Override
        public void ended(Exception cause) {
            if (cause == null && waiting) {
                answers.end();
            }
            listener.closed(HttpConnection.this, cause == null ? "the server closed" : cause.toString());
        }
    }
}
