package depot.dispatch.fleet;

import depot.common.threads.TimedTask;
import depot.common.websocket.client.ClientHandshake;
import depot.common.websocket.client.FrameReader;
import depot.common.websocket.client.HeadReader;
import depot.common.websocket.client.HttpHead;
import depot.common.websocket.client.MaskedFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** One WebSocket to discovery. Any thread may send and close; one reads. */
final class DiscoverySocket implements AutoCloseable {
    private static final Duration OPEN = Duration.ofSeconds(2); // connected, and its handshake answered
    private static final int QUIET_MILLIS = 2000; // then it is asked whether it is there; silent for as long again, it is not
    private static final int READ_BYTES = 64 * 1024;

    private final Socket socket;
    private ByteBuffer early; // what came with the answer; the reader's

    private DiscoverySocket(Socket socket) {
        this.socket = socket;
    }

    /** @throws IOException when it cannot be opened within two seconds, or is refused */
    static DiscoverySocket open(ServiceAddress address, String path) throws IOException {
        Socket socket = new Socket();
        try {
            return TimedTask.run("discovery handshake", OPEN, () -> {
                DiscoverySocket made = new DiscoverySocket(socket);
                made.shakeHands(address, path);
                return made;
            });
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private void shakeHands(ServiceAddress address, String path) throws IOException {
        socket.connect(new InetSocketAddress(address.host(), address.port()), (int) OPEN.toMillis());
        socket.setTcpNoDelay(true);
        ClientHandshake handshake = ClientHandshake.with(address.authority(), address.prefix() + path,
                address.token().map(token -> Map.of("Authorization", "Bearer " + token)).orElse(Map.of()));
        socket.getOutputStream().write(handshake.request());
        HeadReader heads = new HeadReader();
        byte[] bytes = new byte[READ_BYTES];
        InputStream in = socket.getInputStream();
        while (true) {
            int count = in.read(bytes);
            if (count < 0) {
                throw new IOException("it closed instead of answering");
            }
            ByteBuffer read = ByteBuffer.wrap(bytes, 0, count);
            HttpHead head = heads.feed(read);
            if (head != null) {
                Optional<String> fault = handshake.fault(head);
                if (fault.isPresent()) {
                    throw new IOException(fault.get());
                }
                socket.setSoTimeout(QUIET_MILLIS);
                early = ByteBuffer.allocate(read.remaining()).put(read).flip();
                return;
            }
        }
    }

    void send(byte[] text) throws IOException {
        send(FrameReader.TEXT, text);
    }

    private void send(int opcode, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + MaskedFrame.LONGEST_HEAD);
        MaskedFrame.write(frame, opcode, payload, ThreadLocalRandom.current().nextInt());
        OutputStream out = socket.getOutputStream();
        synchronized (out) { // pongs are the reader's
            out.write(frame.array(), 0, frame.position());
        }
    }

    /**
     * Hands on each text message, until the connection ends, which closes this.
     *
     * @param longest in bytes; a longer message ends the connection
     */
    void read(int longest, Consumer<byte[]> messages) throws IOException {
        try (this) {
            FrameReader reader = new FrameReader(new Messages(longest, messages), longest);
            reader.feed(early);
            early = null;
            byte[] bytes = new byte[READ_BYTES];
            int count;
            while ((count = readOrAsk(bytes)) >= 0) {
                reader.feed(ByteBuffer.wrap(bytes, 0, count));
            }
        }
    }

    /** Sends a ping when nothing comes: a frozen discovery, or a pulled cable, ends no connection by itself. */
    private int readOrAsk(byte[] bytes) throws IOException {
        try {
            return socket.getInputStream().read(bytes);
        } catch (SocketTimeoutException e) {
            send(FrameReader.PING, new byte[0]);
        }
        try {
            return socket.getInputStream().read(bytes);
        } catch (SocketTimeoutException e) {
            throw new IOException("it does not answer", e);
        }
    }

    /** Gathers messages, and answers pings. */
    private final class Messages implements FrameReader.Sink {
        private final int longest;
        private final Consumer<byte[]> messages;
        private ByteArrayOutputStream message = new ByteArrayOutputStream();

        Messages(int longest, Consumer<byte[]> messages) {
            this.longest = longest;
            this.messages = messages;
        }

        @Override
        public void message(ByteBuffer part, boolean first, boolean last) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            if (message.size() + bytes.length > longest) {
                close();
                return;
            }
            if (first && last) { // most are so
                messages.accept(bytes);
                return;
            }
            if (first) {
                message = new ByteArrayOutputStream();
            }
            message.writeBytes(bytes);
            if (last) {
                messages.accept(message.toByteArray());
                message = new ByteArrayOutputStream();
            }
        }

        @Override
        public void control(int opcode, ByteBuffer payload) {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            try {
                if (opcode == FrameReader.PING) {
                    send(FrameReader.PONG, bytes);
                } else if (opcode == FrameReader.CLOSE) {
                    socket.close();
                }
            } catch (IOException e) {
                // the next read says so
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }
}
