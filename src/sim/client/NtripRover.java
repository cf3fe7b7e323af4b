package depot.sim.client;

import depot.common.websocket.client.HeadReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A rover that gets corrections from an NTRIP caster, version 1: everything after {@code ICY 200 OK} and an empty line is the
 * stream. Lives on the thread of its {@link SelectorLoop}, and the listener does.
 */
public final class NtripRover {

    /** Told on the loop's thread. */
    public interface Listener {
        /** The caster accepted: the stream begins. */
        void accepted(NtripRover rover);

        /** @param bytes of the stream between position and limit, worthless after the call */
        void received(NtripRover rover, ByteBuffer bytes);

        /** It could not connect, was refused, or the caster closed it. Told once; not after {@link #close}. */
        void closed(NtripRover rover, String reason);
    }

    private final byte[] request;
    private final Listener listener;
    private HeadReader head = new HeadReader(); // null once it is read
    private Link link;

    private NtripRover(byte[] request, Listener listener) {
        this.request = request;
        this.listener = listener;
    }

    /** Begins to connect. The listener hears of the outcome later, never from within this call. */
    public static NtripRover connect(SelectorLoop loop, InetSocketAddress address, String mountpoint, Listener listener) throws IOException {
        String request = "GET /" + mountpoint + " HTTP/1.0\r\nUser-Agent: NTRIP depot-load\r\n\r\n";
        NtripRover rover = new NtripRover(request.getBytes(StandardCharsets.US_ASCII), listener);
        rover.link = Link.connect(loop, address, rover.new Bytes());
        return rover;
    }

    /** Closes at once, with a reset, telling the listener nothing. */
    public void close() {
        link.reset();
    }

    /** From now on it reads only when it is told to {@link #readOnce}. */
    public void unwatch() {
        link.unwatch();
    }

    /** Takes in what came since; the listener hears of it at once. */
    public void readOnce() {
        link.readOnce();
    }

    private final class Bytes implements Link.Owner {
        @Override
        public void connected() {
            link.room(request.length).put(request);
        }

        @Override
        public void received(ByteBuffer bytes) throws IOException {
            if (head != null) {
                if (head.feed(bytes) == null) {
                    return;
                }
                head = null;
                listener.accepted(NtripRover.this);
            }
            if (bytes.hasRemaining()) {
                listener.received(NtripRover.this, bytes);
            }
        }

        @Override
        public void ended(Exception cause) {
            listener.closed(NtripRover.this, cause == null ? "the caster closed" : cause.toString());
        }
    }
}
