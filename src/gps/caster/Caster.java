package depot.gps.caster;

import depot.common.broadcast.Received;
import depot.common.broadcast.Subscription;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.gps.corrections.Correction;
import depot.gps.corrections.Corrections;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The NTRIP caster: rovers connect and get the base's corrections. NTRIP 1.0 (2004) and 2.0 (RTCM 10410.1).
 *
 * <pre>
 *   Acceptor ─→ Reception, a virtual thread each: head, password, answer ─→ ClientLoop, as many as processors: the stream
 *                                                                               ↑ a pass over all rovers, which the loops share
 *                                                         Corrections' ring ────┘
 * </pre>
 *
 * Any thread may ask; {@link #close} ends all.
 */
public final class Caster implements AutoCloseable {
    private static final int MOST_LOOPS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final CasterMetrics metrics;
    private final Subscription<Correction> news; // from before the first rover on
    private final Map<Long, RoverConnection> clients = new ConcurrentHashMap<>();
    private final List<ClientLoop> loops = new ArrayList<>();
    private final Acceptor acceptor;
    private final Worker newsReader;
    private volatile boolean closing; // written by the thread that closes

    private Caster(CasterConfig config, Corrections corrections, StationFacts facts, CasterMetrics metrics, Time time) throws IOException {
        this.metrics = metrics;
        Reception reception = new Reception(config, corrections, facts, metrics, time);
        news = corrections.stream().subscribe();
        acceptor = new Acceptor(config.port(), config.limits(), metrics, clients::size, reception::receive, this::serve, time);
        for (int i = 0; i < Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_LOOPS); i++) {
            loops.add(new ClientLoop(i, config.limits(), time, metrics, this::gone));
        }
        newsReader = Worker.start("ntrip-news", this::wakeLoops);
        acceptor.start();
    }

    /**
     * Opens the port; rovers are served when this returns.
     *
     * @throws IOException when the port cannot be opened
     */
    public static Caster start(CasterConfig config, Corrections corrections, StationFacts facts, CollectorRegistry registry)
            throws IOException {
        return new Caster(config, corrections, facts, new CasterMetrics(registry), Time.SYSTEM);
    }

    public int port() {
        return acceptor.port();
    }

    /** How many rovers get corrections. */
    public int clients() {
        return clients.size();
    }

    /** The clients, in the order in which they came. */
    public List<CasterClient> clientList() {
        return clients.values().stream().map(RoverConnection::view).sorted(Comparator.comparingLong(CasterClient::id)).toList();
    }

    /** Wakes the loops, which wait for sockets and cannot wait for the ring too. */
    private void wakeLoops() throws InterruptedException {
        Received<Correction> received = null;
        while (!closing && !(received instanceof Received.Closed)) {
            received = news.next(PATIENCE);
            if (received != null) {
                while (news.behind() > 0) {
                    news.poll();
                }
                Pass pass = new Pass(loops.stream().map(ClientLoop::served).toList());
                loops.forEach(loop -> loop.news(pass));
            }
        }
    }

    private void serve(RoverConnection client) {
        clients.put(client.id(), client);
        metrics.clients.inc();
        loops.get(client.loop(loops.size())).add(client);
    }

    private boolean gone(RoverConnection client) {
        boolean served = clients.remove(client.id()) != null;
        if (served) {
            loops.get(client.loop(loops.size())).left(client);
            metrics.clients.dec();
        }
        return served;
    }

    @Override
    public void close() {
        closing = true;
        acceptor.close();
        newsReader.close();
        news.close();
        loops.forEach(ClientLoop::close);
    }
}
