package depot.common.http;

import com.sun.net.httpserver.HttpServer;
import depot.common.lifecycle.Time;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One port that speaks HTTP, and WebSocket where a route upgrades. {@link #close} stops accepting, waits for the requests under way, and frees the port. Thread-safe.
 */
public final class HttpService implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final Duration REQUESTS_UNDER_WAY = Duration.ofSeconds(3);

    private final HttpServer server;
    private final ConnectionTakeover connections;
    private final ResponseWatch watch;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());

    private HttpService(int port, Routes routes, Gate gate, HttpLimits limits, CollectorRegistry registry, Refusals refusals, Time time)
            throws IOException {
        limits.install();
        server = HttpServer.create(new InetSocketAddress(port), BACKLOG);
        connections = new ConnectionTakeover(server);
        watch = new ResponseWatch(connections, limits.stuckClose(), time);
        server.setExecutor(threads);
        server.createContext("/", new Dispatcher(routes, gate, limits, connections, watch, new HttpMetrics(registry), refusals));
    }

    /**
     * Opens the port and answers on it.
     *
     * @param port 0 for any free one
     * @throws IOException when the port cannot be had
     */
    public static HttpService start(int port, Routes routes, Gate gate, HttpLimits limits, CollectorRegistry registry, Refusals refusals)
            throws IOException {
        return start(port, routes, gate, limits, registry, refusals, Time.SYSTEM);
    }

    /** As above. @param time what a client's silence is measured by */
    public static HttpService start(int port, Routes routes, Gate gate, HttpLimits limits, CollectorRegistry registry, Refusals refusals,
            Time time) throws IOException {
        HttpService service = new HttpService(port, routes, gate, limits, registry, refusals, time);
        service.server.start();
        return service;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The server's own counts, for tests of what it still holds. */
    public ConnectionTakeover.Counts counts() {
        return connections.counts();
    }

    /** WebSockets are to be closed before. */
    @Override
    public void close() {
        server.stop((int) REQUESTS_UNDER_WAY.toSeconds());
        watch.close();
        threads.shutdownNow();
    }
}
