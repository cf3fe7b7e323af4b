package depot.common.websocket;

import com.sun.net.httpserver.HttpExchange;
import depot.common.http.ConnectionTakeover;
import depot.common.http.HttpService;
import depot.common.http.Refusals;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Upgrade;
import depot.common.json.BadInput;
import depot.common.memory.MemoryBudget;
import depot.common.memory.OutputBudget;
import depot.common.threads.Worker;
import depot.common.time.AwakeClock;
import depot.common.time.Time;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;

/**
 * All WebSocket connections of a service: how a request becomes one, the sweep that pings and ends them, and their
 * end with the service. Thread-safe; {@link #close} once.
 */
public final class WebSockets implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofMillis(250);
    // a round this many times later than it should be: the process stood still
    private static final int ROUNDS_MISSED = 3;

    private final WebSocketLimits limits;
    private final WebSocketMetrics metrics;
    private final List<Draft> drafts; // each connection makes its own copy of the one in here
    private final OutputBuffers buffers = new OutputBuffers();
    private final Set<WebSocketConnection> open = ConcurrentHashMap.newKeySet();
    private final MemoryBudget memory;
    private final OutputBudget output;
    private final Duration pause;
    private final AwakeClock clock;
    private final Worker sweeper;
    private volatile boolean closing; // written by close, and the next
    private volatile boolean closed;

    public WebSockets(WebSocketLimits limits, CollectorRegistry registry, Refusals refusals) {
        this(limits, registry, refusals, Time.SYSTEM, MemoryBudget.OF_THIS_PROCESS, OutputBudget.OF_THIS_PROCESS);
    }

    /**
     * @param time what silence is measured by
     * @param memory what messages may take together
     * @param output what waits to be read by all
     */
    public WebSockets(WebSocketLimits limits, CollectorRegistry registry, Refusals refusals, Time time, MemoryBudget memory,
            OutputBudget output) {
        this.memory = memory;
        this.output = output;
        this.limits = limits;
        metrics = new WebSocketMetrics(registry, refusals);
        drafts = List.of(new Draft_6455(List.of(), limits.messageBytes()));
        Duration quarter = limits.stuckClose().dividedBy(4);
        pause = quarter.compareTo(SWEEP) < 0 ? quarter : SWEEP;
        clock = new AwakeClock(time, pause.multipliedBy(ROUNDS_MISSED));
        sweeper = Worker.start("websocket-sweep", this::sweep);
    }

    /** How a route's requests are upgraded. */
    public Upgrade endpoint(WebSocketEndpoint endpoint) {
        return (request, exchange, takeover) -> upgrade(request, exchange, takeover, endpoint);
    }

    public int openConnections() {
        return open.size();
    }

    private void upgrade(Request request, HttpExchange exchange, ConnectionTakeover takeover, WebSocketEndpoint endpoint)
            throws IOException {
        String key = checkedKey(request);
        refuseWhenClosing();
        WebSocketHandler handler = endpoint.accept(request);
        refuseWhenClosing(); // again: to decide may have taken its time
        ConnectionTakeover.Taken taken = takeover.take(exchange);
        if (!prepared(taken)) {
            return;
        }
        String route = request.route();
        WebSocketConnection connection = new WebSocketConnection(taken.channel(), request.peer(), route, handler,
                limits, drafts, buffers, metrics, clock, memory, output);
        connection.handshake(head(key));
        taken.place().onLeave(() -> connection.close(CloseCode.TRY_AGAIN_LATER, "others are to be let in", "share"));
        open.add(connection);
        metrics.connections.labels(route).inc();
        connection.start(taken.early(), () -> {
            open.remove(connection);
            metrics.connections.labels(route).dec();
            taken.place().release();
        });
        if (closing) {
            connection.close(CloseCode.GOING_AWAY, "the service is stopping"); // it came in while close() went through the others
        }
        if (closed) {
            connection.end(); // no caller is left that would
        }
    }

    private void refuseWhenClosing() {
        if (closing) {
            throw Refused.unavailable("the service is stopping");
        }
    }

    /** Whether the connection is still there; if not, its place is given back. */
    private boolean prepared(ConnectionTakeover.Taken taken) throws IOException {
        try {
            if (limits.sendBufferBytes() > 0) {
                taken.channel().setOption(StandardSocketOptions.SO_SNDBUF, limits.sendBufferBytes());
            }
            return true;
        } catch (IOException e) {
            taken.channel().close();
            taken.place().release();
            return false;
        }
    }

    /** What RFC 6455, section 4.2.1, asks of the request. */
    private static String checkedKey(Request request) {
        if (!request.method().equals("GET")) { // a HEAD comes here too, as to every route that has a GET
            throw new Refused(405, "a WebSocket is asked for with GET").with("Allow", "GET, OPTIONS");
        }
        if (!tokens(request, "Upgrade").contains("websocket") || !tokens(request, "Connection").contains("upgrade")) {
            throw new Refused(426, "this address is a WebSocket").with("Upgrade", "websocket").with("Connection", "Upgrade");
        }
        if (!request.header("Sec-WebSocket-Version").map(String::strip).orElse("").equals("13")) {
            throw new Refused(426, "only version 13 of WebSocket is spoken here")
                    .with("Upgrade", "websocket").with("Connection", "Upgrade").with("Sec-WebSocket-Version", "13");
        }
        if (request.header("Content-Length").filter(n -> !n.strip().equals("0")).isPresent()
                || request.header("Transfer-Encoding").isPresent()) {
            throw BadInput.malformed("a request for a WebSocket has no body");
        }
        String key = request.header("Sec-WebSocket-Key").map(String::strip).orElse("");
        try {
            if (Base64.getDecoder().decode(key).length == 16) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw BadInput.malformed("Sec-WebSocket-Key must be 16 bytes in base64");
    }

    private static Set<String> tokens(Request request, String header) {
        return Set.copyOf(request.headers(header).stream()
                .flatMap(value -> java.util.Arrays.stream(value.toLowerCase(java.util.Locale.ROOT).split(",")))
                .map(String::strip).toList());
    }

    /** The head in Java-WebSocket's form: only the fields that it reads, as the rest was checked already. */
    private static byte[] head(String key) {
        return ("GET / HTTP/1.1\r\nHost: depot\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private void sweep() throws InterruptedException {
        while (true) {
            Thread.sleep(pause);
            clock.beat();
            open.forEach(WebSocketConnection::tick);
        }
    }

    /** Sends close 1001 to all, takes no new ones, and waits for their end for as long as a close may linger. */
    @Override
    public void close() {
        closing = true;
        open.forEach(connection -> connection.close(CloseCode.GOING_AWAY, "the service is stopping"));
        long deadline = System.nanoTime() + limits.lingering().toNanos();
        try {
            while (!open.isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closed = true;
        open.forEach(WebSocketConnection::end);
        sweeper.close();
    }

    /** Closes the HTTP port: it accepts no connection from now on, WebSockets get close 1001, and requests under way are finished. */
    public void closeWith(HttpService http) {
        Thread accepting = Thread.ofPlatform().name("http-close").start(http::close);
        close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
