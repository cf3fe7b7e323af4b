package depot.common.http;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;
import depot.common.memory.MemoryBudget;
import depot.common.memory.OutputBudget;
import depot.common.time.AwakeClock;
import depot.common.time.Time;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.zone.ZoneRulesProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port that speaks HTTP, and WebSocket where a route upgrades. {@link #close} stops accepting, waits for the requests under way, and
 * frees the port. Thread-safe.
 */
public final class HttpService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.http");
    private static final int BACKLOG = 4096;
    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(200);
    private static final Duration IDLE_GRACE = Duration.ofSeconds(5); // rovers call every two
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration REQUESTS_UNDER_WAY = Duration.ofSeconds(3);

    private final HttpServer server;
    private final ConnectionTakeover connections;
    private final ResponseWatch watch;
    private final HalfSent halfSent;
    private final Runnable pause;
    private final Runnable recover;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());

    private HttpService(int port, Routes routes, Gate gate, HttpLimits limits, CollectorRegistry registry, Refusals refusals, Time time,
            MemoryBudget memory, OutputBudget output) throws IOException {
        limits.install();
        server = HttpServer.create(new InetSocketAddress(port), BACKLOG);
        warmUp();
        connections = new ConnectionTakeover(server);
        pause = () -> connections.pauseAccepting(ACCEPT_PAUSE);
        recover = connections::recover;
        BooleanSupplier full = () -> connections.openConnections() >= limits.connections();
        watch = new ResponseWatch(connections, full, limits.stuckClose(), time, refusals);
        HttpContext context = server.createContext("/");
        JdkTasks tasks = new JdkTasks(server, context);
        MemoryBudget heads = Capacity.heads(Runtime.getRuntime().maxMemory());
        AwakeClock clock = new AwakeClock(time, HalfSent.LONGEST_GAP);
        Places places = new Places(limits.connections(), connections, tasks, refusals, clock::nanos);
        Runnable makeRoom = () -> {
            tasks.endSilent(HalfSent.HEAD_GRACE, IDLE_GRACE, time);
            places.sweep();
        };
        halfSent = new HalfSent(full, limits.connections(), () -> heads.isWanted() || memory.isWanted(), clock, makeRoom,
                () -> refusals.count("heads", "http", "requests that were sent in part only lost their connection, as others waited"));
        context.setHandler(new Dispatcher(routes, gate, limits, connections, places, watch, new HttpMetrics(registry, output), refusals,
                memory, output));
        server.setExecutor(new RequestThreads(tasks, limits.headBytes(), heads, threads, refusals, halfSent));
    }

    /**
     * Has the JDK open what virtual threads need to wait for sockets, and read its time zones. It would do so at the first use, and if
     * no file descriptor is free at that moment, every later use fails as well.
     */
    private static void warmUp() throws IOException {
        if (ZoneRulesProvider.getAvailableZoneIds().isEmpty()) { // each answer has a date
            throw new IOException("this Java knows no time zones");
        }
        try (Selector selector = Selector.open()) {
            Thread.ofVirtual().start(() -> {
                try {
                    selector.select(1);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }).join(WARM_UP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Opens the port and answers on it.
     *
     * @param port 0 for any free one
     * @throws IOException when the port cannot be opened
     */
    public static HttpService start(int port, Routes routes, Gate gate, HttpLimits limits, CollectorRegistry registry, Refusals refusals)
            throws IOException {
        return start(port, routes, gate, limits, registry, refusals, Time.SYSTEM, MemoryBudget.OF_THIS_PROCESS,
                OutputBudget.OF_THIS_PROCESS);
    }

    /**
     * As above.
     *
     * @param time what a client's silence is measured by
     * @param memory what bodies may take together
     * @param output what waits to be read by all
     */
    public static HttpService start(int port, Routes routes, Gate gate, HttpLimits limits, CollectorRegistry registry, Refusals refusals,
            Time time, MemoryBudget memory, OutputBudget output) throws IOException {
        HttpService service = new HttpService(port, routes, gate, limits, registry, refusals, time, memory, output);
        JdkServerLog.onNotAccepted(service.pause);
        JdkServerLog.onBrokenOff(service.recover);
        service.server.start();
        log.info("{} connections may be open at a time", limits.connections()); // what is left of MAX_CONNECTIONS
        return service;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The server's own counts, for tests of what it still holds. */
    public ConnectionTakeover.Counts counts() {
        return connections.counts();
    }

    /** Close the WebSockets before. */
    @Override
    public void close() {
        JdkServerLog.forget(pause);
        JdkServerLog.forget(recover);
        server.stop((int) REQUESTS_UNDER_WAY.toSeconds());
        watch.close();
        halfSent.close();
        threads.shutdownNow();
    }
}
