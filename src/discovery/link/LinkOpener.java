package depot.discovery.link;

import depot.common.time.Time;
import depot.common.websocket.client.ClientHandshake;
import depot.common.websocket.client.HeadReader;
import depot.common.websocket.client.HttpHead;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Opens a rover's own link: looks the name up, picks an address that is allowed, connects to exactly that one, and does the
 * WebSocket handshake. No token or cookie is sent, and a redirect is refused like any other answer that is no WebSocket. Blocks, each
 * step with a deadline; any (virtual) thread.
 */
final class LinkOpener {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration HANDSHAKE = Duration.ofSeconds(3);
    private static final int LONGEST_HEAD = 8 * 1024;
    private static final int READ_BYTES = 2 * 1024;
    /** Seconds of frames: a kernel that would keep megabytes for each rover would also keep them from being new. */
    private static final int RECEIVE_BUFFER = 32 * 1024;

    private final RoverNetworks networks;
    private final NameLookup names;
    private final Time time;

    /** How a try ended. */
    sealed interface Outcome {}

    /**
     * @param channel connected, not blocking; the caller's to close
     * @param early bytes that came after the handshake
     * @param begunNanos a moment before the request was sent: no frame is older
     */
    record Opened(SocketChannel channel, ByteBuffer early, long begunNanos) implements Outcome {}

    /** @param why for a person. @param refused by us: nothing went to that address */
    record Failed(String why, boolean refused) implements Outcome {}

    LinkOpener(RoverNetworks networks, NameLookup names, Time time) {
        this.networks = networks;
        this.names = names;
        this.time = time;
    }

    /** @param address as the rover registered it */
    Outcome open(String address) {
        RoverUrl url;
        InetSocketAddress target;
        try {
            url = RoverUrl.parse(address);
            if (url.tls()) {
                return new Failed("wss is not spoken here: its address must be a ws:// URL", true);
            }
            String refusal = null; // the first's
            InetAddress allowed = null;
            for (InetAddress each : names.addressesOf(url.host())) {
                Optional<String> why = networks.refusal(each, names::addressesOf);
                if (why.isEmpty()) {
                    allowed = each;
                    break;
                }
                refusal = refusal == null ? why.get() : refusal;
            }
            if (allowed == null) {
                return new Failed(refusal, true);
            }
            target = new InetSocketAddress(allowed, url.port());
        } catch (IllegalArgumentException e) {
            return new Failed(e.getMessage(), true);
        } catch (IOException e) {
            return new Failed(e.getMessage(), false);
        }
        return connect(target, url);
    }

    private Outcome connect(InetSocketAddress target, RoverUrl url) {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().connect(target, (int) CONNECT.toMillis());
            long began = time.nanos(); // a rover sends its frames to clients that asked for them
            ByteBuffer early = shakeHands(channel, url);
            channel.configureBlocking(false);
            return new Opened(channel, early, began);
        } catch (IOException e) {
            closeQuietly(channel);
            return new Failed(reason(e), false);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case ConnectException refused -> "it cannot be connected to: " + refused.getMessage();
            case NoRouteToHostException away -> "it cannot be connected to: " + away.getMessage();
            case SocketTimeoutException late -> "it does not answer";
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // it is gone either way
        }
    }

    /** @return what came behind its answer */
    private ByteBuffer shakeHands(SocketChannel channel, RoverUrl url) throws IOException {
        long deadline = time.nanos() + HANDSHAKE.toNanos();
        ClientHandshake handshake = ClientHandshake.with(url.hostField(), url.path(), Map.of());
        channel.write(ByteBuffer.wrap(handshake.request()));
        HeadReader heads = new HeadReader(LONGEST_HEAD);
        InputStream in = channel.socket().getInputStream();
        byte[] bytes = new byte[READ_BYTES];
        while (true) {
            long left = (deadline - time.nanos()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException();
            }
            channel.socket().setSoTimeout((int) left);
            int count = in.read(bytes);
            if (count < 0) {
                throw new IOException("it closed instead of answering");
            }
            ByteBuffer read = ByteBuffer.wrap(bytes, 0, count);
            HttpHead head = heads.feed(read);
            if (head != null) {
                Optional<String> fault = handshake.fault(head);
                if (fault.isPresent()) {
                    throw new IOException("it is no WebSocket: " + fault.get());
                }
                return ByteBuffer.allocate(read.remaining()).put(read).flip();
            }
        }
    }
}
