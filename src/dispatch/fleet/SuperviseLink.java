package depot.dispatch.fleet;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to discovery's {@code /ws/supervise} (PROTOCOL.md, the rover's own link): names the rovers to be fed, and hears which
 * are. It is made anew for as long as it takes. One thread writes, another reads.
 */
public final class SuperviseLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration RENEW = Duration.ofMillis(800); // of a lease of three seconds
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int SILENT_MILLIS = 65_000; // it pings every thirty seconds
    private static final int LONGEST_MESSAGE = 64 * 1024;
    private static final int READ_BYTES = 8 * 1024;

    private final DiscoveryAddress address;
    private final DiscoverySupervision supervision;
    private final Worker worker;
    private volatile Socket open; // written by the worker; closed by who closes this
    private boolean failing; // the worker's

    public SuperviseLink(DiscoveryAddress address, DiscoverySupervision supervision) {
        this.address = address;
        this.supervision = supervision;
        worker = Worker.start("supervise", this::run);
    }

    private void run() throws InterruptedException {
        GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            try (Socket socket = new Socket()) {
                open = socket;
                ByteBuffer early = shakeHands(socket);
                log.info("rovers on tasks are supervised by discovery at {}", address);
                failing = false;
                pause.reset();
                supervision.connected(true);
                Thread reader = Thread.ofVirtual().name("supervise-read").start(() -> read(socket, early));
                try {
                    write(socket, reader);
                } finally {
                    reader.interrupt();
                }
            } catch (IOException e) {
                if (!failing) {
                    log.warn("discovery at {} cannot be asked to supervise rovers: tasks are sent, and rovers that nobody else supervises do not drive: {}",
                            address, e.toString());
                }
                failing = true;
            } finally {
                supervision.connected(false);
            }
            Thread.sleep(pause.next());
        }
    }

    private ByteBuffer shakeHands(Socket socket) throws IOException {
        socket.connect(new InetSocketAddress(address.host(), address.port()), (int) CONNECT.toMillis());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) CONNECT.toMillis());
        ClientHandshake handshake = ClientHandshake.with(address.authority(), address.prefix() + "/ws/supervise",
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
                socket.setSoTimeout(SILENT_MILLIS);
                return ByteBuffer.allocate(read.remaining()).put(read).flip();
            }
        }
    }

    /** Until the reader ends, which closes the socket. */
    private void write(Socket socket, Thread reader) throws IOException, InterruptedException {
        long number = -1;
        while (reader.isAlive()) {
            DiscoverySupervision.Named named = supervision.next(number, RENEW);
            number = named.number();
            send(socket, FrameReader.TEXT, JsonText.write(json -> {
                json.writeStartObject();
                json.writeStringField("type", "supervise");
                json.writeArrayFieldStart("rovers");
                for (String rover : named.rovers()) {
                    json.writeString(rover);
                }
                json.writeEndArray();
                json.writeEndObject();
            }));
        }
        throw new IOException("it has closed the connection");
    }

    private static void send(Socket socket, int opcode, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + MaskedFrame.LONGEST_HEAD);
        MaskedFrame.write(frame, opcode, payload, ThreadLocalRandom.current().nextInt());
        OutputStream out = socket.getOutputStream();
        synchronized (out) { // pongs are the reader's
            out.write(frame.array(), 0, frame.position());
        }
    }

    private void read(Socket socket, ByteBuffer early) {
        try (socket) {
            FrameReader reader = new FrameReader(new Messages(socket), LONGEST_MESSAGE);
            reader.feed(early);
            byte[] bytes = new byte[READ_BYTES];
            int count;
            while ((count = socket.getInputStream().read(bytes)) >= 0) {
                reader.feed(ByteBuffer.wrap(bytes, 0, count));
            }
        } catch (IOException e) {
            // the writer says so
        }
    }

    /** Gathers messages; a broken or unknown one is passed over. */
    private final class Messages implements FrameReader.Sink {
        private final Socket socket;
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();

        Messages(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void message(ByteBuffer part, boolean first, boolean last) {
            if (first) {
                message.reset();
            }
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            if (message.size() + bytes.length <= LONGEST_MESSAGE) {
                message.writeBytes(bytes);
            }
            if (last) {
                understand(message.toString(StandardCharsets.UTF_8));
            }
        }

        private void understand(String text) {
            try {
                JsonObject json = JsonObject.parse(text);
                if (json.anyText("type").orElse("").equals("supervision")) {
                    supervision.state(json.text("rover_id", 128), json.text("state", 16));
                }
            } catch (BadInput e) {
                log.debug("discovery said what is not understood: {}", e.getMessage());
            }
        }

        @Override
        public void control(int opcode, ByteBuffer payload) {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            try {
                if (opcode == FrameReader.PING) {
                    send(socket, FrameReader.PONG, bytes);
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
        worker.close();
        Socket socket = open;
        if (socket != null) {
            try {
                socket.close(); // the lease ends with it: a rover that drives for us stands
            } catch (IOException e) {
                // it is gone either way
            }
        }
    }
}
