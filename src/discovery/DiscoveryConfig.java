package depot.discovery;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import depot.common.http.Gate;
import depot.common.http.HttpLimits;
import depot.common.service.LogSetup;
import depot.common.websocket.WebSocketLimits;
import depot.database.DatabaseUrl;
import depot.discovery.link.LinkSettings;
import depot.discovery.telemetry.TelemetryService;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The configuration of discovery, read from the environment once, at the start.
 *
 * @param dataDirectory where the registry is kept; empty when it is not set and the usual one cannot be used
 * @param registry the database that several discoveries share; empty where this one is alone
 * @param sessionsDirectory where recorded sessions are read from; it need not exist
 * @param telemetryPortWanted whether that port was set, rather than being the usual one
 * @param tracksMegabytes that tracks may take; 0 for none
 * @param dispatchPort where the web page finds dispatch; {@code gpsPort} alike
 */
record DiscoveryConfig(int port, Optional<Path> dataDirectory, Optional<DatabaseUrl> registry, Path sessionsDirectory, int dispatchPort,
        int gpsPort, int archivePort, int telemetryPort, boolean telemetryPortWanted, int tracksMegabytes, BatteryLimits battery,
        int maxRovers, LinkSettings links, Gate gate, HttpLimits http, WebSocketLimits webSocket) {
    private static final Setting PORT = new Setting("PORT", "4860", "port for HTTP and WebSocket; 0 for any free one");
    private static final Setting DATA_DIR = new Setting("DATA_DIR", "/data", "directory that the registry of rovers is kept in");
    private static final Setting DATABASE_URL = Setting.secret("DATABASE_URL",
            "database that several discoveries share the registry by, as postgres://user:password@host:5432/name; unset: there is one "
            + "discovery");
    private static final Setting SESSIONS_DIR = new Setting("SESSIONS_DIR", "/data/sessions", "directory of recorded sessions, only read");
    private static final Setting DISPATCH_PORT = new Setting("DISPATCH_PORT", "4890",
            "port of this host that the web page finds dispatch at");
    private static final Setting GPS_PORT = new Setting("GPS_PORT", "4880", "port of this host that the web page finds gps at");
    private static final Setting ARCHIVE_PORT = new Setting("ARCHIVE_PORT", "4870", "port of this host that the web page finds archive at");
    private static final Setting TELEMETRY_PORT =
            new Setting(TelemetryService.PORT_SETTING, "8089", "UDP port that rovers send telemetry to; 0 for any free one");
    private static final Setting TRACKS_MB = new Setting("TRACKS_MB", "500",
            "megabytes of disk that rovers' tracks may take, the oldest go first; 0 keeps none");
    private static final Setting MAX_ROVERS = new Setting("MAX_ROVERS", "10000", "rovers that may be registered");

    /** Every value that discovery reads, in the order of {@code --help} and the README. */
    static final List<Setting> SETTINGS = Stream.of(
            List.of(PORT, DATA_DIR, DATABASE_URL, SESSIONS_DIR, DISPATCH_PORT, GPS_PORT, ARCHIVE_PORT, TELEMETRY_PORT, TRACKS_MB),
            BatteryLimits.SETTINGS,
            Gate.SETTINGS,
            List.of(MAX_ROVERS), LinkSettings.SETTINGS, HttpLimits.SETTINGS,
            WebSocketLimits.SETTINGS, List.of(LogSetup.LOG_LEVEL)).flatMap(List::stream).toList();

    /** @throws BadSetting for a value that cannot be used */
    static DiscoveryConfig from(Environment environment) {
        int maxRovers = environment.integer(MAX_ROVERS, 1, 1_000_000);
        LinkSettings links = LinkSettings.from(environment, maxRovers);
        return new DiscoveryConfig(
                environment.integer(PORT, 0, 65535),
                dataDirectory(environment),
                environment.secret(DATABASE_URL).map(url -> DatabaseUrl.parse(DATABASE_URL.name(), url)),
                environment.path(SESSIONS_DIR),
                environment.integer(DISPATCH_PORT, 1, 65535),
                environment.integer(GPS_PORT, 1, 65535),
                environment.integer(ARCHIVE_PORT, 1, 65535),
                environment.integer(TELEMETRY_PORT, 0, 65535),
                environment.has(TELEMETRY_PORT),
                environment.integer(TRACKS_MB, 0, 1_000_000),
                BatteryLimits.from(environment),
                maxRovers,
                links,
                Gate.from(environment),
                HttpLimits.from(environment, links.sockets()),
                WebSocketLimits.from(environment));
    }

    /** Where rovers' tracks are kept; empty where they are not. */
    Optional<Path> tracksDirectory() {
        return tracksMegabytes == 0 ? Optional.empty() : dataDirectory.map(directory -> directory.resolve("tracks"));
    }

    long tracksBytes() {
        return tracksMegabytes * 1_000_000L;
    }

    private static Optional<Path> dataDirectory(Environment environment) {
        Optional<Path> directory = environment.writableDirectory(DATA_DIR);
        if (directory.isEmpty()) {
            LoggerFactory.getLogger("depot.discovery")
                    .warn("{} cannot be written: the registry is not kept, rovers register anew after a restart"
                    + " (set DATA_DIR)", environment.path(DATA_DIR));
        }
        return directory;
    }
}
