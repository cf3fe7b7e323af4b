package depot.sim.client;

import depot.common.websocket.client.ClientHandshake;
import depot.common.websocket.client.FrameReader;
import depot.common.websocket.client.HeadReader;
import depot.common.websocket.client.HttpHead;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A port where others connect by WebSocket, any number of them, and talk in short binary messages: the other side of
 * {@link WebSocketClient}, as small as a rover's daemon needs it. On its {@link SelectorLoop}'s thread; closed by {@link #close}.
 */
public final class WebSocketPort implements SelectorLoop.Watched, AutoCloseable {

    /** Called on the loop's thread. */
    public interface Listener {
        default void opened(Peer peer) {}

        /** A binary message of at most 125 bytes; others are let go by. */
        void message(Peer peer, ByteBuffer message);

        default void closed(Peer peer) {}
    }

    private static final int LONGEST_HEAD = 16 * 1024;
    private static final int BACKLOG = 128;

    private final SelectorLoop loop;
    private final ServerSocketChannel server;
    private final Listener listener;
    private final List<Peer> peers = new ArrayList<>();

    private WebSocketPort(SelectorLoop loop, ServerSocketChannel server, Listener listener) {
        this.loop = loop;
        this.server = server;
        this.listener = listener;
    }

    /** @param at its port may be 0 for any free one */
    public static WebSocketPort listen(SelectorLoop loop, InetSocketAddress at, Listener listener) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(at, BACKLOG);
            server.configureBlocking(false);
            WebSocketPort port = new WebSocketPort(loop, server, listener);
            server.register(loop.selector(), SelectionKey.OP_ACCEPT, port);
            return port;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    public int port() {
        return server.socket().getLocalPort();
    }

    /** The clients that are connected and have done the handshake. */
    public List<Peer> peers() {
        return peers;
    }

    @Override
    public void ready(SelectionKey key) {
        try {
            SocketChannel channel = server.accept();
            if (channel != null) {
                Peer peer = new Peer();
                peer.link = Link.accepted(loop, channel, peer);
            }
        } catch (IOException e) {
            // that one is gone; others may come
        }
    }

    @Override
    public void drop() {
        try {
            server.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    /** Accepts no client any more, and disconnects those that are there. */
    @Override
    public void close() {
        drop();
        List.copyOf(peers).forEach(Peer::abort);
    }

    /** The connected clients. */
    public final class Peer implements Link.Owner {
        private final HeadReader heads = new HeadReader(LONGEST_HEAD);
        private final CommandReader frames = new CommandReader();
        private Link link;
        private boolean shaken;

        /** Sends a binary message in one frame. @param message to 125 bytes */
        public void binary(byte[] message) {
            send(FrameReader.BINARY, message);
        }

        private void send(int opcode, byte[] payload) {
            if (link.isOpen()) {
                link.room(2 + payload.length).put((byte) (0x80 | opcode)).put((byte) payload.length).put(payload);
            }
        }

        /** What the system has not taken yet. */
        public int queuedBytes() {
            return link.queuedBytes();
        }

        /** Cuts it off with a reset. */
        public void abort() {
            link.reset();
            ended(null);
        }

        @Override
        public void connected() {
            throw new IllegalStateException("it was connected from the beginning");
        }

        @Override
        public void received(ByteBuffer bytes) throws IOException {
            if (!shaken) {
                HttpHead head = heads.feed(bytes);
                if (head == null) {
                    return;
                }
                shakeHands(head);
            }
            while (link.isOpen() && frames.next(bytes)) {
                take();
            }
        }

        private void shakeHands(HttpHead head) throws IOException {
            Optional<String> key = head.field("sec-websocket-key");
            if (key.isEmpty() || !head.fieldIs("upgrade", "websocket")) {
                throw new IOException("it is no WebSocket that is asked for");
            }
            byte[] answer = ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                    + ClientHandshake.acceptFor(key.get()) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            link.room(answer.length).put(answer);
            shaken = true;
            peers.add(this);
            listener.opened(this);
        }

        private void take() {
            switch (frames.opcode()) {
                case FrameReader.BINARY -> listener.message(this, frames.payload());
                case FrameReader.PING -> send(FrameReader.PONG, frames.payload().array());
                case FrameReader.CLOSE -> {
                    send(FrameReader.CLOSE, frames.payload().array());
                    link.flush();
                    link.drop();
                    ended(null);
                }
                default -> { } // as the daemon does with what it does not know
            }
        }

        @Override
        public void ended(Exception cause) {
            if (peers.remove(this)) {
                listener.closed(this);
            }
        }
    }
}
