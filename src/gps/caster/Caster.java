package depot.gps.caster;

import depot.common.broadcast.Received;
import depot.common.broadcast.Subscription;
import depot.common.lifecycle.Time;
import depot.common.lifecycle.Worker;
import depot.gps.corrections.Correction;
import depot.gps.corrections.Corrections;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The NTRIP caster: rovers connect and get the base's corrections. NTRIP 1.0 and 2.0 (RTCM 10410.1).
 *
 * <pre>
 *   accept ─→ Reception, a virtual thread each: head, password, answer ─→ ClientLoop, as many as processors: the stream
 *                                                                             ↑ news
 *                                                       Corrections' ring ────┘
 * </pre>
 *
 * Any thread may ask; {@link #close} ends all.
 */
public final class Caster implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final int BACKLOG = 1024;
    private static final int MOST_LOOPS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration TROUBLE_PAUSE = Duration.ofMillis(200);
    private static final byte[] FULL = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final CasterLimits limits;
    private final CasterMetrics metrics;
    private final Reception reception;
    private final Subscription<Correction> news; // from before the first rover on
    private final ServerSocketChannel listener;
    private final List<ClientLoop> loops = new ArrayList<>();
    private final Map<Long, RoverConnection> clients = new ConcurrentHashMap<>();
    private final Greeting greeting = new Greeting();
    private final AtomicLong next = new AtomicLong();
    private volatile boolean closing;
    private Worker accepting;
    private Worker telling;

    private Caster(CasterConfig config, Corrections corrections, StationFacts facts, CasterMetrics metrics, Time time) throws IOException {
        news = corrections.stream().subscribe();
        this.metrics = metrics;
        limits = config.limits();
        reception = new Reception(config, corrections, facts, metrics, time);
        listener = ServerSocketChannel.open();
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(new InetSocketAddress(config.port()), BACKLOG);
            for (int i = 0; i < Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_LOOPS); i++) {
                loops.add(new ClientLoop("ntrip-" + i, limits, time, metrics, this::gone));
            }
        } catch (IOException e) {
            loops.forEach(ClientLoop::close);
            listener.close();
            throw e;
        }
    }

    /**
     * Opens the port; rovers are served when this returns.
     *
     * @throws IOException when the port cannot be had
     */
    public static Caster start(CasterConfig config, Corrections corrections, StationFacts facts, CollectorRegistry registry)
            throws IOException {
        Caster caster = new Caster(config, corrections, facts, new CasterMetrics(registry), Time.SYSTEM);
        caster.telling = Worker.start("ntrip-news", caster::tell);
        caster.accepting = Worker.start("ntrip-accept", caster::accept);
        return caster;
    }

    public int port() {
        return listener.socket().getLocalPort();
    }

    /** How many rovers get corrections. */
    public int clients() {
        return clients.size();
    }

    /** By when they came. */
    public List<CasterClient> clientList() {
        return clients.values().stream().map(RoverConnection::view).sorted(Comparator.comparingLong(CasterClient::id)).toList();
    }

    /** Wakes the loops, which wait for sockets and cannot wait for the ring too. */
    private void tell() throws InterruptedException {
        Received<Correction> received = null;
        while (!closing && !(received instanceof Received.Closed)) {
            received = news.next(PATIENCE);
            if (received != null) {
                while (news.behind() > 0) {
                    news.poll();
                }
                loops.forEach(ClientLoop::news);
            }
        }
    }

    private void accept() throws InterruptedException {
        boolean told = false;
        while (!closing) {
            try {
                take(listener.accept());
                told = false;
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) { // too many open files, mostly
                if (!told) {
                    told = true;
                    log.warn("NTRIP connections cannot be taken: {}", e.getMessage());
                }
                Thread.sleep(TROUBLE_PAUSE);
            }
        }
    }

    private void take(SocketChannel channel) throws IOException {
        if (clients.size() + greeting.size() >= limits.clients() && !greeting.dropOldest()) {
            metrics.refused.labels("full").inc();
            try (channel) {
                channel.configureBlocking(false);
                channel.write(ByteBuffer.wrap(FULL));
            }
            return;
        }
        greeting.add(channel);
        Thread.ofVirtual().name("ntrip-greeting").start(() -> greet(channel));
    }

    private void greet(SocketChannel channel) {
        boolean served = false;
        try {
            setUp(channel);
            RoverConnection client = reception.receive(channel).orElse(null);
            if (client != null) {
                clients.put(client.id(), client);
                metrics.clients.inc();
                loops.get((int) (next.getAndIncrement() % loops.size())).add(client);
                served = true;
            }
        } catch (IOException | InterruptedException e) {
            // it went away, or was sent away
        } finally {
            greeting.remove(channel);
            if (!served || closing) {
                closeQuietly(channel);
            }
        }
    }

    private void setUp(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) { // or a rover that vanished stays while no corrections flow
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 30);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
        }
        if (limits.sendBufferBytes() > 0) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, limits.sendBufferBytes());
        }
    }

    private void gone(RoverConnection client) {
        if (clients.remove(client.id()) != null) {
            metrics.clients.dec();
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            listener.close();
        } catch (IOException e) {
            log.debug("closing the port", e);
        }
        accepting.join();
        telling.close();
        news.close();
        greeting.dropAll();
        loops.forEach(ClientLoop::close);
    }
}
