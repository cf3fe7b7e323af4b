package depot.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.archive.keep.Housekeeping;
import depot.archive.keep.Inventory;
import depot.archive.sftp.SftpServer;
import depot.archive.store.FreeSpace;
import depot.archive.store.Store;
import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.http.HttpService;
import depot.common.http.Refusals;
import depot.common.http.Routes;
import depot.common.http.StandardRoutes;
import depot.common.lifecycle.Time;
import depot.common.lifecycle.Worker;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.BindException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive service: rovers bring their recordings, which are kept.
 *
 * <pre>
 *   rover ─SFTP→ SftpServer → Store → SESSIONS_DIR ←── discovery reads
 *                               │         ↕
 *                               │    Housekeeping: small, partials, retention
 *                               └→ Inventory ┴→ /health, /metrics
 * </pre>
 */
public final class Archive implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.archive");

    private final FreeSpace space;
    private final Inventory inventory = new Inventory(Time.SYSTEM);
    private final Optional<SftpServer> sftp; // empty when nobody could come in
    private final HttpService http;
    private final Worker keeping;

    private Archive(ArchiveConfig config) throws IOException {
        CollectorRegistry registry = new CollectorRegistry();
        Refusals refusals = new Refusals(registry);
        ArchiveMetrics metrics = new ArchiveMetrics(registry, refusals, inventory);
        space = new FreeSpace(FreeSpace.of(config.sessionsDirectory()), config.freeBytes());
        Store store = new Store(config.sessionsDirectory(), space, metrics);
        Housekeeping housekeeping = new Housekeeping(store, space, Time.SYSTEM, config.smallAfter(), config.keep(), inventory,
                metrics.kept());
        sftp = startSftp(config, store, refusals);
        metrics.watch(store, space, sftp);
        Routes routes = new Routes();
        StandardRoutes.add(routes, "archive", health(), registry);
        try {
            http = HttpService.start(config.port(), routes, config.gate(), config.http(), registry, refusals);
        } catch (IOException e) {
            sftp.ifPresent(SftpServer::close);
            throw e;
        }
        keeping = Worker.start("archive-keep", housekeeping::run);
    }

    private static Optional<SftpServer> startSftp(ArchiveConfig config, Store store, Refusals refusals) {
        if (!config.users().any()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SftpServer.start(config.sftpPort(), config.dataDirectory(), config.users(), config.sftpSessions(), store,
                    refusals));
        } catch (IOException e) {
            throw new BadSetting("SFTP_PORT", config.sftpPort() + " cannot be had: " + e.getMessage());
        }
    }

    private StandardRoutes.Health health() {
        return new StandardRoutes.Health() {
            @Override
            public Optional<String> degraded() {
                try {
                    return space.hasRoomFor(0) ? Optional.empty()
                            : Optional.of("uploads are refused: " + space.usable() / 1_000_000
                                    + " MB of the disk are free, and SESSIONS_FREE_GB says how many stay so");
                } catch (IOException e) {
                    return Optional.of("the disk of the sessions cannot be asked: " + e.getMessage());
                }
            }

            @Override
            public void details(JsonGenerator json) throws IOException {
                if (sftp.isPresent()) {
                    json.writeNumberField("sftpPort", sftp.get().port());
                } else {
                    json.writeNullField("sftpPort");
                }
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
        try {
            Archive archive = new Archive(config);
            if (archive.sftp.isEmpty()) {
                log.warn("the SFTP port stays shut: neither SFTP_PASSWORD nor SFTP_AUTHORIZED_KEYS is set, so nobody could come in");
            }
            log.info("listening on port {}{}, recordings in {}", archive.port(),
                    archive.sftp.map(at -> ", SFTP on port " + at.port()).orElse(""), config.sessionsDirectory());
            return archive;
        } catch (BindException e) {
            throw new BadSetting("PORT", config.port() + " cannot be had: " + e.getMessage());
        } catch (IOException e) {
            throw new BadSetting("SESSIONS_DIR", "cannot be used: " + e);
        }
    }

    public int port() {
        return http.port();
    }

    /** Empty when it is shut. */
    public Optional<Integer> sftpPort() {
        return sftp.map(SftpServer::port);
    }

    /** Ends the connections, and what is being made small; both bear being ended anywhere. */
    @Override
    public void close() {
        sftp.ifPresent(SftpServer::close);
        keeping.close();
        http.close();
    }
}
