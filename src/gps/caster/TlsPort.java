package depot.gps.caster;

import depot.common.http.HttpLimits;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.common.tls.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * NTRIP over TLS: a port whose connections are decrypted here, and passed on to the caster's own port on this machine, byte for byte and
 * both ways. So all of the caster's rules and bounds apply to them, too; their address in its list is this machine's. Two virtual
 * threads a connection, some 70 KB of memory: for tens of rovers, not for thousands. Any thread may close it.
 */
public final class TlsPort implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final Duration TROUBLE_PAUSE = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int PIECE = 4096;
    private static final int BYTES_EACH = 70 * 1024;

    private final SSLServerSocket listener;
    private final int casterPort;
    private final CasterLimits limits;
    private final Time time;
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
    private final Greeting<Relay> greeting; // those of them that have no answer of the caster yet
    private final Worker accepting;
    private final Worker looking;
    private volatile boolean closing; // written by the thread that closes

    /** One connection: its two sides, and since when a write to the rover waits. */
    private final class Relay {
        private final SSLSocket rover;
        private volatile Socket caster; // written by the thread that connects
        private volatile long writingSince; // 0 while none is under way; written by the thread that writes
        private volatile boolean greeted; // written by the thread that shakes hands
        private final long began = time.nanos();

        Relay(SSLSocket rover) {
            this.rover = rover;
        }

        private void run() {
            try (rover) {
                Acceptor.setUp(rover);
                rover.startHandshake();
                greeted = true;
                try (Socket inner = new Socket()) {
                    inner.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), casterPort), (int) limits.headWithin()
                            .toMillis());
                    caster = inner;
                    Thread up = Thread.ofVirtual().name("ntrip-tls-up").start(() -> copyUp(inner));
                    copyDown(inner);
                    up.interrupt(); // the sockets' end is its own
                }
            } catch (IOException e) {
                log.debug("NTRIP over TLS: {}", e.toString()); // a stranger's noise, or a rover that left
            } finally {
                greeting.remove(this);
                relays.remove(this);
            }
        }

        private void copyUp(Socket inner) {
            try {
                rover.getInputStream().transferTo(inner.getOutputStream());
                inner.shutdownOutput();
            } catch (IOException e) {
                close(inner); // the other direction ends with it
            }
        }

        private void copyDown(Socket inner) throws IOException {
            InputStream in = inner.getInputStream();
            OutputStream out = rover.getOutputStream();
            byte[] piece = new byte[PIECE];
            boolean answered = false;
            int length;
            while ((length = in.read(piece)) > 0) {
                if (!answered) {
                    answered = true;
                    greeting.remove(this);
                }
                writingSince = time.nanos() | 1;
                out.write(piece, 0, length);
                out.flush();
                writingSince = 0;
            }
        }

        private boolean isStuck(long now) {
            long since = writingSince;
            return since != 0 && now - since > limits.stuckFor().toNanos() || !greeted && now - began > limits.headWithin().toNanos();
        }

        private void end() {
            close(rover);
            if (caster != null) {
                close(caster);
            }
        }
    }

    /**
     * Opens the port.
     *
     * @param port 0 for any free one
     * @param casterPort the caster's own
     * @throws IOException when it cannot be opened
     */
    public TlsPort(int port, int casterPort, TlsIdentity identity, CasterLimits limits, Time time) throws IOException {
        this.casterPort = casterPort;
        this.limits = limits;
        this.time = time;
        greeting = new Greeting<>(time, relay -> {
            relays.remove(relay);
            relay.end();
        });
        listener = (SSLServerSocket) identity.context().getServerSocketFactory().createServerSocket(port);
        accepting = Worker.start("ntrip-tls", this::accept);
        looking = Worker.start("ntrip-tls-look", this::look);
    }

    /** How many connections a process can have here: an eighth of its heap, and a third of the files that the caster's port may have. */
    static int mostOf(long heapBytes) {
        return Math.clamp(heapBytes / 8 / BYTES_EACH, 1, Math.max(1, HttpLimits.onAnotherPort(Integer.MAX_VALUE) / 3));
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() throws InterruptedException {
        while (!closing) {
            try {
                Relay relay = new Relay((SSLSocket) listener.accept());
                InetAddress address = relay.rover.getInetAddress();
                if (relays.size() >= limits.tlsClients() && !greeting.makeRoom(address)) {
                    relay.end();
                } else {
                    relays.add(relay);
                    greeting.add(relay, address);
                    Thread.ofVirtual().name("ntrip-tls-down").start(relay::run);
                }
            } catch (IOException e) { // too many open files, mostly
                if (!closing) {
                    log.debug("NTRIP over TLS: a connection cannot be taken: {}", e.toString());
                    Thread.sleep(TROUBLE_PAUSE);
                }
            }
        }
    }

    /** Ends connections that read nothing, as the caster does, and those whose TLS handshake takes too long. */
    private void look() throws InterruptedException {
        while (!closing) {
            Thread.sleep(LOOK);
            long now = time.nanos();
            relays.stream().filter(relay -> relay.isStuck(now)).toList().forEach(Relay::end);
        }
    }

    private static void close(Socket socket) {
        try {
            if (socket instanceof SSLSocket) {
                socket.setSoLinger(true, 0); // a close that would wait for a rover that takes nothing
            }
            socket.close();
        } catch (IOException e) {
            log.debug("NTRIP over TLS: {}", e.toString());
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            listener.close();
        } catch (IOException e) {
            log.debug("NTRIP over TLS: {}", e.toString());
        }
        accepting.close();
        looking.close();
        relays.forEach(Relay::end);
    }
}
