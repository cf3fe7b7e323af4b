package depot.archive;

import depot.archive.sftp.SftpServer;
import depot.archive.sftp.Users;
import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import depot.common.http.Gate;
import depot.common.http.HttpLimits;
import depot.common.service.LogSetup;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration of archive, read from the environment once, at the start.
 *
 * @param users the SFTP login
 * @param freeBytes of the disk, which stay free
 * @param keep how long sessions are kept; empty for ever
 * @param smallAfter how long a recording must be unchanged before it is kept small; empty for never
 * @param discovery the address of discovery, which is asked for rovers' telemetry; empty where it is not set
 */
record ArchiveConfig(int port, int sftpPort, Path dataDirectory, Path sessionsDirectory, Users users, int sftpSessions,
        long freeBytes, Optional<Duration> keep, Optional<Duration> smallAfter, Path mapsDirectory, Path jobsDirectory, MapsWorker worker,
        Optional<URI> discovery, Optional<String> discoveryToken, Gate gate, HttpLimits http) {
    private static final Setting PORT = new Setting("PORT", "4870", "port for HTTP; 0 for any free one");
    private static final Setting SFTP_PORT = new Setting("SFTP_PORT", "2222", "port for SFTP; 0 for any free one");
    private static final Setting DATA_DIR = new Setting("DATA_DIR", "/data", "directory that the SFTP server's own keys are kept in");
    private static final Setting SESSIONS_DIR = new Setting("SESSIONS_DIR", "/data/sessions", "directory that recordings come into");
    private static final Setting SFTP_USER = new Setting("SFTP_USER", "bvr", "the one user of SFTP");
    private static final Setting SFTP_PASSWORD = Setting.secret("SFTP_PASSWORD",
            "its password; without it and without keys, the SFTP port stays shut");
    private static final Setting SFTP_AUTHORIZED_KEYS = new Setting("SFTP_AUTHORIZED_KEYS", "",
            "file of public keys that the user may come in by, as OpenSSH's authorized_keys, or a directory of such files");
    private static final Setting SFTP_SESSIONS = new Setting("SFTP_SESSIONS", "200",
            "SFTP connections that may be open at a time; a rover's rclone opens up to ten");
    private static final Setting FREE_GB = new Setting("SESSIONS_FREE_GB", "5",
            "gigabytes of the disk that stay free: with less, uploads are refused and no maps are made; 0.5 and 0 are fine");
    private static final Setting KEEP_DAYS = new Setting("SESSIONS_KEEP_DAYS", "0",
            "days after which a session is removed, its whole folder; 0 for never");
    private static final Setting RETENTION_DAYS = new Setting("RETENTION_DAYS", "",
            "as SESSIONS_KEEP_DAYS, which counts where both are set: the name that older depots have in their .env");
    private static final Setting SMALL_AFTER = new Setting("SESSIONS_SMALL_AFTER", "1h",
            "time after its last change at which a recording is kept compressed; 0 for never");

    private static final Setting MAPS_DIR = new Setting("MAPS_DIR", "", "directory of maps; unset, maps in DATA_DIR: /data/maps");
    private static final Setting JOBS_DIR = new Setting("JOBS_DIR", "",
            "directory by which jobs are given to map workers; unset, jobs in DATA_DIR: /data/jobs");
    private static final Setting MAPS_WORKER = new Setting("MAPS_WORKER", "builtin",
            "who makes maps: builtin (archive itself), outside (a worker of yours), or off");
    private static final Setting DISCOVERY_URL = new Setting("DISCOVERY_URL", "",
            "where discovery is, which knows where rovers were by their telemetry; unset, recordings without positions are not placed");
    private static final Setting DISCOVERY_TOKEN = Setting.secret("DISCOVERY_TOKEN",
            "discovery's CONSOLE_TOKEN, where it is another than this service's");

    /** The program that makes maps. */
    enum MapsWorker { BUILTIN, OUTSIDE, OFF }

    private static final int MAX_DAYS = 36_500;

    /** Every value that archive reads, in the order of {@code --help} and the README. */
    static final List<Setting> SETTINGS = Stream.of(
            List.of(PORT, SFTP_PORT, DATA_DIR, SESSIONS_DIR, SFTP_USER, SFTP_PASSWORD, SFTP_AUTHORIZED_KEYS, SFTP_SESSIONS, FREE_GB,
                    KEEP_DAYS, RETENTION_DAYS, SMALL_AFTER, MAPS_DIR, JOBS_DIR, MAPS_WORKER, DISCOVERY_URL, DISCOVERY_TOKEN),
            Gate.SETTINGS, HttpLimits.SETTINGS, List.of(LogSetup.LOG_LEVEL)).flatMap(List::stream).toList();

    /** @throws BadSetting for a value that cannot be used */
    static ArchiveConfig from(Environment environment) {
        int days = days(environment);
        int sessions = HttpLimits.onAnotherPort(environment.integer(SFTP_SESSIONS, 1, 10_000));
        Duration smallAfter = environment.duration(SMALL_AFTER, Duration.ZERO, Duration.ofDays(3650));
        return new ArchiveConfig(
                environment.integer(PORT, 0, 65535),
                environment.integer(SFTP_PORT, 0, 65535),
                directory(environment, DATA_DIR),
                directory(environment, SESSIONS_DIR),
                new Users(user(environment), environment.secret(SFTP_PASSWORD), environment.file(SFTP_AUTHORIZED_KEYS)),
                sessions,
                gigabytes(environment, FREE_GB),
                days == 0 ? Optional.empty() : Optional.of(Duration.ofDays(days)),
                smallAfter.isZero() ? Optional.empty() : Optional.of(smallAfter),
                directory(environment, MAPS_DIR, "maps"),
                directory(environment, JOBS_DIR, "jobs"),
                worker(environment),
                discovery(environment),
                environment.secret(DISCOVERY_TOKEN).or(() -> environment.secret(Gate.CONSOLE_TOKEN)),
                Gate.from(environment),
                HttpLimits.from(environment, SftpServer.openAtMost(sessions)));
    }

    private static int days(Environment environment) {
        boolean old = environment.has(RETENTION_DAYS) && !environment.has(KEEP_DAYS);
        int days = environment.integer(old ? RETENTION_DAYS : KEEP_DAYS, 0, MAX_DAYS);
        Logger log = LoggerFactory.getLogger("depot.archive");
        if (old) {
            log.info("RETENTION_DAYS is taken as SESSIONS_KEEP_DAYS: {}", days);
        } else if (environment.has(RETENTION_DAYS)) {
            log.warn("RETENTION_DAYS is ignored, as SESSIONS_KEEP_DAYS is set: {}", days);
        }
        return days;
    }

    private static MapsWorker worker(Environment environment) {
        String text = environment.text(MAPS_WORKER);
        for (MapsWorker each : MapsWorker.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                return each;
            }
        }
        throw new BadSetting(MAPS_WORKER.name(), "must be builtin, outside or off, and is '" + text + "'");
    }

    private static Optional<URI> discovery(Environment environment) {
        String text = environment.text(DISCOVERY_URL);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new BadSetting(DISCOVERY_URL.name(), "must be such as http://discovery:4860, and is '" + text + "'");
    }

    /** @param inData its name in DATA_DIR, where it is not set */
    private static Path directory(Environment environment, Setting setting, String inData) {
        return environment.has(setting) ? directory(environment, setting) : directory(environment, DATA_DIR).resolve(inData);
    }

    private static Path directory(Environment environment, Setting setting) {
        return environment.writableDirectory(setting)
                .orElseThrow(() -> new BadSetting(setting.name(), "is to be set: " + environment.path(setting) + " cannot be written"));
    }

    private static String user(Environment environment) {
        String user = environment.text(SFTP_USER);
        if (user.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new BadSetting(SFTP_USER.name(), "is to be of letters, digits and signs, and is '" + user + "'");
        }
        return user;
    }

    private static long gigabytes(Environment environment, Setting setting) {
        String text = environment.text(setting);
        try {
            BigDecimal value = new BigDecimal(text);
            if (value.signum() >= 0 && value.compareTo(BigDecimal.valueOf(1_000_000)) <= 0) {
                return value.movePointRight(9).longValue();
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new BadSetting(setting.name(), "must be a number from 0 to 1000000, and is '" + text + "'");
    }
}
