package depot.gps.raw;

import depot.common.broadcast.Broadcaster;
import depot.common.broadcast.Received;
import depot.common.broadcast.Subscription;
import depot.common.http.PeerNetwork;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.gps.source.StreamListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiver's bytes as they come, on a TCP port, so that u-center, RTKLIB or gpsd can read along while this service has the line. A
 * client gets what comes from then on; what it sends is ignored. A few at a time, so that no address keeps out the others: see
 * {@link #makesRoomFor}; one that is too slow is dropped, and never holds up the stream. The reading thread gives the bytes; any thread may
 * ask and close.
 */
public final class RawPort implements StreamListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final Duration TROUBLE_OVER = Duration.ofMinutes(1); // some are taken while files are short, too
    static final int MOST_CLIENTS = 8;
    private static final int RING = 256; // reads of 16 KB at most, shared by all
    private static final int SEND_BUFFER = 64 * 1024;
    private static final int LOOK_MILLIS = 500;
    private static final Duration STUCK = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Broadcaster<byte[]> ring = new Broadcaster<>(RING);
    private final ServerSocket listener = new ServerSocket();
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final Time time;
    private final Worker accepting;
    private volatile boolean closing; // written by the thread that closes
    private long taken; // how many so far; the accepting thread's

    /** One program that reads along. */
    private final class Client {
        final Socket socket;
        final long number = ++taken;
        private volatile long writingSince; // 0 while no write is under way; written by its own thread

        Client(Socket socket) {
            this.socket = socket;
        }

        void serve() {
            try (socket; Subscription<byte[]> stream = ring.subscribe()) {
                Thread.ofVirtual().name("raw-hear").start(this::hear);
                while (!closing) {
                    Received<byte[]> received = stream.next(PATIENCE);
                    if (received instanceof Received.Message<byte[]> message) {
                        writingSince = time.nanos() | 1;
                        socket.getOutputStream().write(message.value());
                        writingSince = 0;
                    } else if (received != null || socket.isClosed()) {
                        return; // too slow, or over
                    }
                }
            } catch (IOException | InterruptedException e) {
                // it is gone
            } finally {
                clients.remove(this);
            }
        }

        private void hear() {
            byte[] dropped = new byte[1024];
            try {
                InputStream in = socket.getInputStream();
                while (in.read(dropped) >= 0) {
                    // what it says goes nowhere
                }
            } catch (IOException e) {
                // it is gone
            }
            drop(); // these programs do not half-close
        }

        PeerNetwork address() {
            return PeerNetwork.of(socket.getInetAddress());
        }

        boolean isStuck(long now) {
            long since = writingSince;
            return since != 0 && now - since > STUCK.toNanos();
        }

        void drop() {
            try {
                socket.close();
            } catch (IOException e) {
                // it is gone either way
            }
        }
    }

    /**
     * Opens the port.
     *
     * @param port 0 for any free one
     * @throws IOException when it cannot be opened
     */
    public RawPort(int port, Time time) throws IOException {
        this.time = time;
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(port), MOST_CLIENTS);
        listener.setSoTimeout(LOOK_MILLIS);
        accepting = Worker.start("gps-raw", this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public int clients() {
        return clients.size();
    }

    @Override
    public void bytes(byte[] buffer, int count) {
        if (!clients.isEmpty()) {
            ring.publish(java.util.Arrays.copyOf(buffer, count));
        }
    }

    private void accept() throws InterruptedException {
        long failedAt = 0;
        boolean failed = false;
        while (!closing) {
            long now = time.nanos();
            clients.stream().filter(client -> client.isStuck(now)).forEach(Client::drop);
            Socket socket;
            try {
                socket = listener.accept();
            } catch (SocketTimeoutException e) {
                continue; // to drop who is stuck
            } catch (IOException e) {
                if (closing) {
                    return;
                }
                if (!failed || now - failedAt > TROUBLE_OVER.toNanos()) {
                    log.warn("connections to the raw stream cannot be taken: {}", e.getMessage());
                }
                failed = true;
                failedAt = now;
                Thread.sleep(LOOK_MILLIS);
                continue;
            }
            take(socket);
        }
    }

    private void take(Socket socket) {
        Client client = new Client(socket);
        if (clients.size() >= MOST_CLIENTS) {
            Optional<Client> leaving = makesRoomFor(client.address());
            if (leaving.isEmpty()) {
                client.drop();
                return;
            }
            clients.remove(leaving.get()); // its thread does so, too, but only when it notices
            leaving.get().drop();
        }
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSendBufferSize(SEND_BUFFER);
        } catch (IOException e) {
            client.drop(); // it was reset
            return;
        }
        clients.add(client);
        Thread.ofVirtual().name("raw-client").start(client::serve);
    }

    /**
     * When all places are taken: the oldest client of the address that has most, which is the likeliest to have vanished. Nobody where the
     * newcomer's address would then have more than that one: two addresses would take the place from each other in turn.
     */
    private Optional<Client> makesRoomFor(PeerNetwork newcomer) {
        Map<PeerNetwork, List<Client>> byAddress = clients.stream().collect(Collectors.groupingBy(Client::address));
        List<Client> most = byAddress.values().stream().max(Comparator.comparingInt(List::size)).orElse(List.of());
        int own = byAddress.getOrDefault(newcomer, List.of()).size();
        return own + 1 < most.size() ? most.stream().min(Comparator.comparingLong(client -> client.number)) : Optional.empty();
    }

    @Override
    public void close() {
        closing = true;
        try {
            listener.close();
        } catch (IOException e) {
            // it is gone either way
        }
        accepting.close();
        clients.forEach(Client::drop);
    }
}
