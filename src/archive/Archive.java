package depot.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.archive.keep.Housekeeping;
import depot.archive.keep.Inventory;
import depot.archive.mapping.BuiltinWorker;
import depot.archive.maps.DiscoveryPositions;
import depot.archive.maps.Maps;
import depot.archive.maps.Positions;
import depot.archive.sessions.SessionRoutes;
import depot.archive.sessions.SessionWatch;
import depot.archive.sessions.Sessions;
import depot.archive.sftp.SftpServer;
import depot.archive.store.FreeSpace;
import depot.archive.store.Store;
import depot.archive.store.StoreEvents;
import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.files.DiskWatch;
import depot.common.http.Refusals;
import depot.common.http.StandardRoutes;
import depot.common.service.Service;
import depot.common.threads.Worker;
import depot.common.time.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive service: rovers upload their recordings, which are kept.
 *
 * <pre>
 *   rover ─SFTP→ SftpServer → Store → SESSIONS_DIR ←── discovery reads
 *                               │         ↕
 *                               │    Housekeeping: small, partials, retention
 *                               │    SessionWatch: reads, sums up → Maps → jobs → a worker → MAPS_DIR
 *                               └→ Inventory ┴→ /health, /metrics
 * </pre>
 */
public final class Archive implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.archive");

    private static final Time TIME = Time.SYSTEM;

    private final Service service;
    private final FreeSpace space;
    private final Maps maps;
    private final Inventory inventory = new Inventory(TIME);
    private final Optional<SftpServer> sftp; // empty when no login is possible

    private Archive(Service service, ArchiveConfig config) {
        this.service = service;
        service.keepsData("DATA_DIR", config.dataDirectory(), TIME);
        ArchiveMetrics metrics = new ArchiveMetrics(service.registry(), service.refusals(), inventory);
        space = new FreeSpace(FreeSpace.of(config.sessionsDirectory()), config.freeBytes());
        Sessions sessions = new Sessions();
        BuiltinWorker worker = new BuiltinWorker(config.jobsDirectory(), config.jobsDirectory().resolve("work"), TIME,
                this::jobDone);
        maps = maps(config, sessions, worker);
        SessionWatch watch = new SessionWatch(realPath(config), TIME, sessions, maps::wake);
        Store store = store(config, space, metrics.and(place -> watch.arrived(place.names())));
        Housekeeping housekeeping = new Housekeeping(store, space, TIME, config.smallAfter(), config.keep(), inventory, metrics.kept());
        sftp = startSftp(config, store, service.refusals());
        sftp.ifPresent(server -> service.atEnd(server::close));
        DiskWatch disk = DiskWatch.of(config.sessionsDirectory(), TIME);
        service.atEnd(disk::close);
        metrics.watch(store, disk, space.floor(), sftp);
        service.serve(health(disk), new SessionRoutes(sessions, config.dataDirectory().resolve("exports"), answerSpace(config),
                maps::writeTrack), maps.routes());
        service.atEnd(Worker.start("archive-sessions", watch::run)::close);
        service.atEnd(Worker.start("archive-maps", maps::run)::close);
        if (config.worker() == ArchiveConfig.MapsWorker.BUILTIN) {
            service.atEnd(Worker.start("archive-mapping", worker::run)::close);
        }
        service.atEnd(Worker.start("archive-keep", housekeeping::run)::close); // nothing is removed by one that does not come up
    }

    private void jobDone() {
        maps.wake();
    }

    private static Maps maps(ArchiveConfig config, Sessions sessions, BuiltinWorker worker) {
        Positions telemetry = config.discovery()
                .<Positions>map(uri -> new DiscoveryPositions(uri, config.discoveryToken())).orElse(Positions.NONE);
        try {
            return new Maps(sessions, config.mapsDirectory(), config.jobsDirectory(), config.freeBytes(), telemetry,
                    config.worker() != ArchiveConfig.MapsWorker.OFF, () -> worker.current().flatMap(Archive::uuid), TIME);
        } catch (IOException e) {
            throw new BadSetting("MAPS_DIR", "cannot be used: " + e);
        }
    }

    /** Other programs may write in the folder of jobs, so a name there may be no id. */
    private static Optional<UUID> uuid(String name) {
        try {
            return Optional.of(UUID.fromString(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Path realPath(ArchiveConfig config) {
        try {
            return config.sessionsDirectory().toRealPath();
        } catch (IOException e) {
            throw new BadSetting("SESSIONS_DIR", "cannot be used: " + e);
        }
    }

    private FreeSpace answerSpace(ArchiveConfig config) {
        try {
            return space.beside(config.sessionsDirectory(), config.dataDirectory());
        } catch (IOException e) {
            throw new BadSetting("DATA_DIR", "cannot be used: " + e);
        }
    }

    private static Store store(ArchiveConfig config, FreeSpace space, StoreEvents events) {
        try {
            return new Store(config.sessionsDirectory(), space, events);
        } catch (IOException e) {
            throw new BadSetting("SESSIONS_DIR", "cannot be used: " + e);
        }
    }

    private static Optional<SftpServer> startSftp(ArchiveConfig config, Store store, Refusals refusals) {
        if (!config.users().any()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SftpServer.start(config.sftpPort(), config.dataDirectory(), config.users(), config.sftpSessions(), store,
                    refusals));
        } catch (IOException e) {
            throw new BadSetting("SFTP_PORT", config.sftpPort() + " cannot be opened: " + e.getMessage());
        }
    }

    private StandardRoutes.Health health(DiskWatch disk) {
        return new StandardRoutes.Health() {
            @Override
            public Optional<String> degraded() {
                Optional<DiskWatch.Look> look = disk.newest();
                if (look.isEmpty()) {
                    return Optional.of("the disk of the sessions " + disk.silence());
                }
                long free = look.get().freeBytes();
                return free >= space.floor() ? Optional.empty()
                        : Optional.of("uploads are refused: " + free / 1_000_000
                                + " MB of the disk are free, and SESSIONS_FREE_GB says how many stay so");
            }

            @Override
            public void details(JsonGenerator json) throws IOException {
                if (sftp.isPresent()) {
                    json.writeNumberField("sftpPort", sftp.get().port());
                } else {
                    json.writeNullField("sftpPort");
                }
                json.writeNumberField("maps", maps.count());
                Optional<Inventory.Counts> counts = inventory.counts();
                if (counts.isPresent()) {
                    json.writeNumberField("sessions", counts.get().recordings());
                    json.writeNumberField("bytes", counts.get().bytes());
                    json.writeNumberField("storedBytes", counts.get().storedBytes());
                }
            }
        };
    }

    /**
     * Starts the service from its environment values; it answers when this returns.
     *
     * @throws BadSetting for a value that cannot be used, a port that is taken among them
     */
    public static Archive start(Map<String, String> environment) {
        return start(new Environment(environment));
    }

    static Archive start(Environment environment) {
        ArchiveConfig config = ArchiveConfig.from(environment);
        Archive archive = Service.start("archive", new Service.Settings(config.port(), config.gate(), config.http()),
                service -> new Archive(service, config));
        if (archive.sftp.isEmpty()) {
            log.warn("the SFTP port stays shut: neither SFTP_PASSWORD nor SFTP_AUTHORIZED_KEYS is set, so nobody could come in");
        }
        log.info("recordings in {}{}", config.sessionsDirectory(), archive.sftp.map(at -> ", SFTP on port " + at.port()).orElse(""));
        return archive;
    }

    public int port() {
        return service.port();
    }

    /** What it answers, for tests of what it says of that. */
    public List<String> routes() {
        return service.routes();
    }

    /** Empty when it is shut. */
    public Optional<Integer> sftpPort() {
        return sftp.map(SftpServer::port);
    }

    /** Finishes the requests under way, ends the connections and what is being made small; both bear being ended anywhere. */
    @Override
    public void close() {
        service.close();
    }
}
