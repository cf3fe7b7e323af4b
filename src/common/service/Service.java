package depot.common.service;

import depot.common.GuardedBy;
import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.files.DataDisk;
import depot.common.files.DirectoryLock;
import depot.common.files.DiskWatch;
import depot.common.http.Gate;
import depot.common.http.HttpLimits;
import depot.common.http.HttpService;
import depot.common.http.Refusals;
import depot.common.http.Routes;
import depot.common.http.StandardRoutes;
import depot.common.time.Time;
import depot.common.websocket.WebSocketLimits;
import depot.common.websocket.WebSockets;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every service is: parts that are started in order and closed in reverse, and one port. Made and filled by the
 * starting thread, closed by any, once or more often.
 */
public final class Service implements AutoCloseable {
    private final Logger log;
    private final String name;
    private final Settings settings;
    private final CollectorRegistry registry = new CollectorRegistry();
    private final Refusals refusals = new Refusals(registry);
    private final WebSockets webSockets;
    @GuardedBy("ends") private final Deque<Runnable> ends = new ArrayDeque<>(); // of what was begun, the last first
    private HttpService http; // null before it serves
    private List<String> routes = List.of();

    /** Declares some of a service's routes. */
    @FunctionalInterface
    public interface RouteGroup {
        void declare(Routes routes);
    }

    /** What is set for every service. @param port 0 for any free one */
    public record Settings(int port, Gate gate, HttpLimits http, WebSocketLimits webSocket) {
        /** For a service without WebSockets. */
        public Settings(int port, Gate gate, HttpLimits http) {
            this(port, gate, http, WebSocketLimits.from(new Environment(Map.of())));
        }
    }

    private Service(String name, Settings settings) {
        log = LoggerFactory.getLogger("depot." + name);
        this.name = name;
        this.settings = settings;
        webSockets = new WebSockets(settings.webSocket(), registry, refusals);
    }

    /**
     * Starts a service: it answers when this returns.
     *
     * @param make makes its parts and has it {@link #serve}; what it began is closed if it fails
     * @throws BadSetting for a value that cannot be used, a port that is taken among them
     */
    public static <S> S start(String name, Settings settings, Function<Service, S> make) {
        Service service = new Service(name, settings);
        try {
            S made = make.apply(service);
            service.log.info("listening on port {}", service.port());
            return made;
        } catch (RuntimeException | Error e) {
            service.close();
            throw e;
        }
    }

    /** Has something closed when the service ends, before all that was begun before it. */
    public void atEnd(Runnable close) {
        synchronized (ends) {
            ends.push(close);
        }
    }

    /** Keeps its data in a folder that several processes of this service may share, and tells how full its disk is. */
    public void sharesData(Path directory, Time time) {
        DiskWatch disk = DiskWatch.of(directory, time);
        atEnd(disk::close);
        DataDisk.show(disk, registry);
    }

    /** Keeps its data in a folder, and other processes of this service from it, until the end. @throws BadSetting when one has it */
    public void keepsData(String setting, Path directory, Time time) {
        try {
            DirectoryLock lock = DirectoryLock.take(directory, name, Instant.ofEpochMilli(time.millis()));
            atEnd(lock::close);
            sharesData(directory, time);
        } catch (DirectoryLock.Taken | IOException e) {
            throw new BadSetting(setting, e.getMessage());
        }
    }

    /** Opens the port, with these routes and those of every service. @throws BadSetting when it cannot be opened */
    public void serve(StandardRoutes.Health health, RouteGroup... groups) {
        Routes declared = new Routes();
        for (RouteGroup group : groups) {
            group.declare(declared);
        }
        StandardRoutes.add(declared, name, health, registry);
        routes = declared.declared();
        List<String> open = settings.gate().unset(declared.accesses());
        if (!open.isEmpty()) {
            log.warn("{} not set: anyone who can reach the port may call", String.join(" and ", open));
        }
        try {
            http = HttpService.start(settings.port(), declared, settings.gate(), settings.http(), registry, refusals);
        } catch (IOException e) {
            throw new BadSetting("PORT", settings.port() + " cannot be opened: " + e.getMessage());
        }
    }

    public CollectorRegistry registry() {
        return registry;
    }

    public Refusals refusals() {
        return refusals;
    }

    public WebSockets webSockets() {
        return webSockets;
    }

    public int port() {
        return http.port();
    }

    /** The HTTP server's own counts, for tests of what it still holds. */
    public HttpService http() {
        return http;
    }

    /** What it answers, as {@link Routes#declared}. */
    public List<String> routes() {
        return routes;
    }

    /** Stops accepting, closes every WebSocket, finishes the requests under way, and closes the parts in reverse order. */
    @Override
    public void close() {
        if (http == null) {
            webSockets.close();
        } else {
            webSockets.closeWith(http);
        }
        for (Runnable last = next(); last != null; last = next()) {
            try {
                last.run();
            } catch (RuntimeException e) { // the others are to end, too
                log.error("a part did not end in order", e);
            }
        }
    }

    private Runnable next() {
        synchronized (ends) {
            return ends.poll();
        }
    }
}
