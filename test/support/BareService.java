package depot.support;

import depot.common.config.Environment;
import depot.common.http.ConnectionTakeover;
import depot.common.http.Gate;
import depot.common.http.HttpLimits;
import depot.common.http.HttpService;
import depot.common.http.Refusals;
import depot.common.http.Routes;
import depot.common.memory.MemoryBudget;
import depot.common.memory.OutputBudget;
import depot.common.time.Time;
import depot.common.websocket.WebSocketLimits;
import depot.common.websocket.WebSockets;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A service of nothing but the shared parts, with routes and limits of the test's own. */
public final class BareService implements AutoCloseable {
    public static final WebSocketLimits LIMITS = new WebSocketLimits(64 * 1024, 1000, 64 * 1024, 0,
            Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(3));
    public static final HttpLimits HTTP = new HttpLimits(64 * 1024, 10, 1024 * 1024, 20_000, Duration.ofSeconds(1));

    private final CollectorRegistry registry = new CollectorRegistry();
    private final WebSockets webSockets;
    private final HttpService http;

    /** @param declare declares the routes */
    public BareService(WebSocketLimits limits, BiConsumer<Routes, WebSockets> declare) throws IOException {
        this(limits, HTTP, Time.SYSTEM, declare);
    }

    /** @param time what silence is measured by */
    public BareService(WebSocketLimits limits, HttpLimits httpLimits, Time time, BiConsumer<Routes,
            WebSockets> declare) throws IOException {
        this(limits, httpLimits, time, MemoryBudget.UNLIMITED, declare);
    }

    /** @param memory what clients may have in memory together */
    public BareService(WebSocketLimits limits, HttpLimits httpLimits, Time time, MemoryBudget memory, BiConsumer<Routes,
            WebSockets> declare)
            throws IOException {
        Refusals refusals = new Refusals(registry);
        webSockets = new WebSockets(limits, registry, refusals, time, memory, OutputBudget.OF_THIS_PROCESS);
        Routes routes = new Routes();
        declare.accept(routes, webSockets);
        http = HttpService.start(0, routes, Gate.from(new Environment(Map.of())), httpLimits, registry, refusals, time, memory,
                OutputBudget.OF_THIS_PROCESS);
    }

    public int port() {
        return http.port();
    }

    public ConnectionTakeover.Counts counts() {
        return http.counts();
    }

    public WebSockets webSockets() {
        return webSockets;
    }

    /** A metric's value, 0 when it has none yet. */
    public double metric(String name, String label, String value) {
        return Optional.ofNullable(label == null ? registry.getSampleValue(name)
                : registry.getSampleValue(name, new String[] {label}, new String[] {value})).orElse(0.0);
    }

    @Override
    public void close() {
        webSockets.close();
        http.close();
    }
}
