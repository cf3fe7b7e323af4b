package depot.discovery;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.http.HttpService;
import depot.common.http.StandardRoutes;
import depot.common.service.Service;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.discovery.link.LinkRoutes;
import depot.discovery.link.RoverLinks;
import depot.discovery.page.PageRoutes;
import depot.discovery.registry.SharedRegistry;
import depot.discovery.sessions.SessionRoutes;
import depot.discovery.sessions.SessionStore;
import depot.discovery.telemetry.TelemetryService;
import depot.discovery.tracks.TrackLog;
import depot.discovery.tracks.TrackRoutes;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The discovery service: rovers register and send heartbeats, consoles watch, recorded sessions are served. Its parts and
 * the way of the data through them:
 *
 * <pre>
 *   POST /register, /heartbeat ─┐                                  ┌─ lists  ─→ /ws
 *   /ws/rover ──────────────────┴→ RoverDesk → Roster → RosterFeed ┴─ deltas ─→ /ws?mode=delta
 *                                      │        ↑  └→ GET /rovers
 *                                RosterKeeper  OfflineWatch
 *                                   └→ rovers.json
 *   SharedRegistry ↔ SharedFleet ↔ Roster, RoverLinks, where several processes are one
 *   UDP 8089 → TelemetryService → Roster, in detail
 *                              └→ TrackLog → DATA_DIR/tracks
 *   rovers' own links ↔ RoverLinks → Roster; POST /estop, /ws/supervise → RoverLinks
 * </pre>
 */
public final class Discovery implements AutoCloseable {
    private static final Time TIME = Time.SYSTEM;

    private final Service service;
    private final TelemetryService telemetry;

    private Discovery(Service service, DiscoveryConfig config) {
        this.service = service;
        config.dataDirectory().ifPresent(directory -> service.keepsData("DATA_DIR", directory, TIME));
        OfflineWatch watch = new OfflineWatch(TIME);
        Roster roster = new Roster(TIME, config.maxRovers(), watch);
        RosterList list = RosterList.plain(roster);
        RosterList details = RosterList.inDetail(roster, TIME);
        RosterFeed feed = new RosterFeed(roster, list, TIME);
        RoverLinks links = config.links().start(roster::linked, roster::whereabouts, config.maxRovers(), service.registry());
        service.atEnd(links::close);
        roster.onPresence(links::changed);
        Optional<SharedFleet> shared = config.registry().map(_ -> new SharedFleet(roster, links));
        Optional<RosterFile> file = config.dataDirectory()
                .map(directory -> new RosterFile(directory,
                        shared.<RosterFile.Registry>map(each -> each).orElse(RosterFile.Registry.NONE)));
        file.ifPresent(kept -> read(kept, config.maxRovers()).forEach(roster::restore));
        Optional<TrackLog> tracks = config.tracksDirectory()
                .map(folder -> new TrackLog(folder, config.tracksBytes(), config.maxRovers(), TIME, service.registry()));
        telemetry = new TelemetryService(config.telemetryPort(), config.telemetryPortWanted(), config.maxRovers(),
                (rover, shown) -> roster.detail(rover, detail -> detail.withTelemetry(shown)), config.dataDirectory(),
                (rover, position) -> tracks.ifPresent(log -> log.add(rover, position)), TIME, service.registry());
        RosterKeeper keeper = new RosterKeeper(roster, file, TIME);
        Optional<SharedRegistry> registry = shared.map(fleet -> fleet.share(config.registry().orElseThrow(), config.maxRovers(), file,
                keeper, telemetry::forget, service.registry(), TIME));
        new RosterMetrics(roster, telemetry::newest, TIME).register(service.registry());
        config.battery().register(service.registry());
        Counter heartbeats = Counter.build("depot_heartbeats_total", "Heartbeats taken in.").register(service.registry());
        RoverDesk desk = new RoverDesk(roster, keeper, registry, service.refusals(), config.maxRovers(), heartbeats);
        keeper.start();
        service.atEnd(keeper::close);
        tracks.ifPresent(log -> service.atEnd(log::close));
        service.atEnd(telemetry::close);
        telemetry.start();
        service.atEnd(Worker.start("offline-watch", () -> watch.run(roster))::close);
        service.atEnd(Worker.start("roster-feed", feed::run)::close);
        registry.ifPresent(each -> {
            service.atEnd(each::close);
            shared.orElseThrow().start(file);
        });
        service.serve(health(roster, keeper, telemetry, registry),
                new FleetRoutes(desk, list, details, feed, telemetry::forget, service.webSockets()),
                new TelemetryRoutes(desk, telemetry, config.battery()),
                new TrackRoutes(tracks, roster::has, TIME),
                routes -> new LinkRoutes(links).declare(routes, service.webSockets()),
                new SessionRoutes(new SessionStore(config.sessionsDirectory(), TIME), TIME),
                new PageRoutes(config.dispatchPort(), config.gpsPort(), config.archivePort()));
    }

    private static List<Rover> read(RosterFile file, int maxRovers) {
        try {
            return file.read(maxRovers);
        } catch (IOException e) {
            throw new BadSetting("DATA_DIR", "holds a registry that cannot be read: " + e);
        }
    }

    private static StandardRoutes.Health health(Roster roster, RosterKeeper keeper, TelemetryService telemetry,
            Optional<SharedRegistry> registry) {
        return new StandardRoutes.Health() {
            @Override
            public Optional<String> degraded() {
                return keeper.problem().or(() -> registry.flatMap(SharedRegistry::problem)).or(telemetry::problem);
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
        return Service.start("discovery", new Service.Settings(config.port(), config.gate(), config.http(), config.webSocket()),
                service -> {
            Discovery discovery = new Discovery(service, config);
            discovery.telemetry.logPort();
            return discovery;
        });
    }

    public int port() {
        return service.port();
    }

    /** What it answers, for tests of what it says of that. */
    public List<String> routes() {
        return service.routes();
    }

    /** The UDP port for telemetry; 0 while it cannot be opened. */
    public int telemetryPort() {
        return telemetry.port();
    }

    /** The HTTP server's own counts, for tests of what it still holds. */
    HttpService http() {
        return service.http();
    }

    /** Stops accepting, closes every WebSocket, finishes the requests under way, and writes what is not written yet. */
    @Override
    public void close() {
        service.close();
    }
}
