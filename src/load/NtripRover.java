package depot.load;

import depot.gnss.ntrip.HeadRest;
import depot.gnss.ntrip.NtripAnswer;
import depot.sim.client.Link;
import depot.sim.client.SelectorLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A rover that gets corrections from an NTRIP caster, version 1: everything after {@code ICY 200 OK} is the stream, with or without
 * an empty line, or header lines, between the two, as casters differ. Lives on the thread of its {@link SelectorLoop}, and the listener
 * does.
 */
final class NtripRover {

    /** Called on the loop's thread. */
    interface Listener {
        /** The caster accepted: the stream begins. */
        void accepted(NtripRover rover);

        /** @param bytes of the stream between position and limit, worthless after the call */
        void received(NtripRover rover, ByteBuffer bytes);

        /** It could not connect, was refused, or the caster closed it. Called once; not after {@link #close}. */
        void closed(NtripRover rover, String reason);
    }

    private static final int LONGEST_HEAD = 8 * 1024;

    private final byte[] request;
    private final Listener listener;
    private ByteArrayOutputStream head = new ByteArrayOutputStream(); // null once it is read
    private HeadRest rest = new HeadRest(); // null once all that comes is the stream
    private Link link;

    private NtripRover(byte[] request, Listener listener) {
        this.request = request;
        this.listener = listener;
    }

    /** Begins to connect. The listener gets the outcome later, never from within this call. */
    static NtripRover connect(SelectorLoop loop, InetSocketAddress address, String mountpoint,
            Listener listener) throws IOException {
        String request = "GET /" + mountpoint + " HTTP/1.0\r\nUser-Agent: NTRIP depot-load\r\n\r\n";
        NtripRover rover = new NtripRover(request.getBytes(StandardCharsets.US_ASCII), listener);
        rover.link = Link.connect(loop, address, rover.new Bytes());
        return rover;
    }

    /** Closes at once, with a reset, without a call to the listener. */
    void close() {
        link.reset();
    }

    /** From now on it reads only in {@link #readOnce}. */
    void unwatch() {
        link.unwatch();
    }

    /** Takes in what came since; the listener hears of it at once. */
    void readOnce() {
        link.readOnce();
    }

    private final class Bytes implements Link.Owner {
        @Override
        public void connected() {
            link.room(request.length).put(request);
        }

        @Override
        public void received(ByteBuffer bytes) throws IOException {
            if (head != null && !readHead(bytes)) {
                return;
            }
            if (rest == null) {
                stream(bytes);
                return;
            }
            byte[] some = new byte[bytes.remaining()];
            bytes.get(some);
            ByteBuffer data = ByteBuffer.wrap(rest.data(some, some.length));
            if (rest.isOver()) {
                rest = null;
            }
            stream(data);
        }

        private void stream(ByteBuffer bytes) {
            if (bytes.hasRemaining()) {
                listener.received(NtripRover.this, bytes);
            }
        }

        /** @return whether the head is whole now; what stands behind it is left */
        private boolean readHead(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                byte next = bytes.get();
                head.write(next);
                if (next == '\n') {
                    String text = head.toString(StandardCharsets.ISO_8859_1);
                    if (NtripAnswer.headLength(text) > 0) {
                        begin(text);
                        return true;
                    }
                } else if (head.size() > LONGEST_HEAD) {
                    throw new IOException("the head of the answer does not end");
                }
            }
            return false;
        }

        private void begin(String text) throws IOException {
            switch (NtripAnswer.parse(text)) {
                case NtripAnswer.Parsed.Accepted(boolean chunked) when !chunked -> listener.accepted(NtripRover.this);
                case NtripAnswer.Parsed.Accepted _ -> throw new IOException("the caster sends in chunks, which version 1 has not");
                case NtripAnswer.Parsed.Table _ -> throw new IOException("the caster has no such mountpoint");
                case NtripAnswer.Parsed.Refused(String reason) -> throw new IOException("the caster refused: " + reason);
            }
            if (text.startsWith("HTTP/")) {
                rest = null; // its head ended with an empty line
            }
            head = null;
        }

        @Override
        public void ended(Exception cause) {
            listener.closed(NtripRover.this, cause == null ? "the caster closed" : cause.toString());
        }
    }
}
