package depot.discovery;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.http.Access;
import depot.common.http.HttpService;
import depot.common.http.Refusals;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.http.StandardRoutes;
import depot.common.json.BadInput;
import depot.common.lifecycle.Time;
import depot.common.lifecycle.Worker;
import depot.common.websocket.WebSockets;
import depot.discovery.link.LinkRoutes;
import depot.discovery.link.RoverLinks;
import depot.discovery.page.PageRoutes;
import depot.discovery.sessions.SessionRoutes;
import depot.discovery.sessions.SessionStore;
import depot.discovery.telemetry.TelemetryService;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.net.BindException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The discovery service: rovers register and heartbeat, consoles watch, recorded sessions are served. Its parts and
 * the way of the data through them:
 *
 * <pre>
 *   POST /register, /heartbeat ─┐                                  ┌─ lists  ─→ /ws
 *   /ws/rover ──────────────────┴→ RoverDesk → Roster → RosterFeed ┴─ deltas ─→ /ws?mode=delta
 *                                      │        ↑  └→ GET /rovers
 *                                RosterKeeper  OfflineWatch
 *                                   └→ rovers.json
 *   UDP 8089 → TelemetryService → Roster, in detail
 *   rovers' own links ↔ RoverLinks → Roster; POST /estop, /ws/supervise → RoverLinks
 * </pre>
 */
public final class Discovery implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery");

    private final HttpService http;
    private final WebSockets webSockets;
    private final RosterKeeper keeper;
    private final TelemetryService telemetry;
    private final Worker watching;
    private final Worker feeding;
    private final RoverLinks links;

    private Discovery(DiscoveryConfig config) throws IOException {
        CollectorRegistry registry = new CollectorRegistry();
        Refusals refusals = new Refusals(registry);
        OfflineWatch watch = new OfflineWatch(Time.SYSTEM);
        Roster roster = new Roster(Time.SYSTEM, config.maxRovers(), watch);
        RosterFeed feed = new RosterFeed(roster, Time.SYSTEM);
        links = config.links().start(roster::linked, roster::whereabouts, registry);
        roster.onPresence(links::changed);
        Optional<RosterFile> file = config.dataDirectory().map(RosterFile::new);
        if (file.isPresent()) {
            file.get().read(config.maxRovers()).forEach(roster::restore);
        }
        telemetry = new TelemetryService(config.telemetryPort(), config.telemetryPortWanted(), config.maxRovers(),
                (rover, shown) -> roster.detail(rover, detail -> detail.withTelemetry(shown)), Time.SYSTEM, registry);
        keeper = new RosterKeeper(roster, file, Time.SYSTEM);
        new RosterMetrics(roster, telemetry::newest, Time.SYSTEM).register(registry);
        config.battery().register(registry);
        Counter heartbeats = Counter.build("depot_heartbeats_total", "Heartbeats taken in.").register(registry);
        RoverDesk desk = new RoverDesk(roster, keeper, refusals, config.maxRovers(), heartbeats);
        webSockets = new WebSockets(config.webSocket(), registry, refusals);
        Routes routes = routes(desk, roster, feed, config.battery(),
                new SessionRoutes(new SessionStore(config.sessionsDirectory(), Time.SYSTEM), Time.SYSTEM));
        new LinkRoutes(links).declare(routes, webSockets);
        StandardRoutes.add(routes, "discovery", health(roster), registry);
        new PageRoutes(config.dispatchPort(), config.gpsPort()).declare(routes);
        keeper.start();
        telemetry.start();
        feeding = Worker.start("roster-feed", feed::run);
        watching = Worker.start("offline-watch", () -> watch.run(roster));
        try {
            http = HttpService.start(config.port(), routes, config.gate(), config.http(), registry, refusals);
        } catch (IOException e) {
            webSockets.close();
            stopWorkers();
            throw e;
        }
    }

    private Routes routes(RoverDesk desk, Roster roster, RosterFeed feed, BatteryLimits battery, SessionRoutes sessions) {
        return new Routes()
                .post("/register", Access.ROVER, request -> {
                    desk.register(request.json());
                    return Response.ok();
                })
                .post("/heartbeat/{id}", Access.ROVER, request -> {
                    desk.heartbeat(request.pathValue("id"), request.json());
                    return Response.ok();
                })
                .webSocket("/ws/rover", Access.ROVER, webSockets.endpoint(request -> new RoverLink(desk)))
                .get("/rovers", Access.CONSOLE, request -> rovers(request, roster))
                .delete("/rovers/{id}", Access.CONSOLE, request -> {
                    desk.forget(request.pathValue("id"));
                    telemetry.forget(request.pathValue("id"));
                    return Response.empty(204);
                })
                .get("/rovers/{id}/telemetry", Access.CONSOLE, request -> {
                    desk.mustKnow(request.pathValue("id"));
                    return Response.json(200, telemetry.hour(request.pathValue("id")));
                })
                .get("/fleet", Access.CONSOLE, request -> Response.json(200, battery.json()))
                .webSocket("/ws", Access.CONSOLE, webSockets.endpoint(request -> ConsoleLink.accept(request, feed)))
                .get("/api/sessions", Access.CONSOLE, sessions::list)
                .get("/api/sessions/{rover_id}/{session_dir}/session.rrd", Access.CONSOLE, sessions::download);
    }

    private static Response rovers(Request request, Roster roster) {
        return Response.json(200, RoverJson.array(switch (request.query("detail").orElse("false")) {
            case "true" -> roster.encodedInDetail();
            case "false" -> roster.encoded();
            default -> throw BadInput.notAllowed("detail", "must be true or false");
        }));
    }

    private StandardRoutes.Health health(Roster roster) {
        return new StandardRoutes.Health() {
            @Override
            public Optional<String> degraded() {
                return keeper.problem().or(telemetry::problem);
            }

            @Override
            public void details(JsonGenerator json) throws IOException {
                json.writeNumberField("rovers", roster.size());
                json.writeNumberField("telemetryPort", telemetry.port());
            }
        };
    }

    /**
     * Starts the service from its environment values; it answers when this returns.
     *
     * @throws BadSetting for a value that cannot be used, a port that is taken among them
     */
    public static Discovery start(Map<String, String> environment) {
        return start(new Environment(environment));
    }

    static Discovery start(Environment environment) {
        DiscoveryConfig config = DiscoveryConfig.from(environment);
        try {
            Discovery discovery = new Discovery(config);
            if (!config.gate().unset().isEmpty()) {
                log.warn("{} not set: anybody who reaches the port may call", String.join(" and ", config.gate().unset()));
            }
            log.info("listening on port {}", discovery.port());
            discovery.telemetry.tellPort();
            return discovery;
        } catch (BindException e) {
            throw new BadSetting("PORT", config.port() + " cannot be had: " + e.getMessage());
        } catch (IOException e) {
            throw new BadSetting("DATA_DIR", "holds a registry that cannot be read: " + e);
        }
    }

    public int port() {
        return http.port();
    }

    /** The UDP port for telemetry; 0 while it cannot be had. */
    public int telemetryPort() {
        return telemetry.port();
    }

    /** The HTTP server's own counts, for tests of what it still holds. */
    HttpService http() {
        return http;
    }

    /** Stops accepting, tells every WebSocket, finishes the requests under way, and writes what is not written. */
    @Override
    public void close() {
        webSockets.closeWith(http);
        stopWorkers();
    }

    private void stopWorkers() {
        telemetry.close();
        links.close();
        feeding.close();
        watching.close();
        keeper.close();
    }
}
