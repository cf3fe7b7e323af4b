package depot.gps.caster;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import depot.common.http.HttpLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The caster's configuration, read from the environment once, at the start.
 *
 * @param port 0 for any free one
 * @param mountpoints names of the one stream
 * @param password that is valid with any user name; if it is empty and there are no users, all are let in
 * @param usersFile of users with passwords of their own
 */
public record CasterConfig(int port, List<String> mountpoints, Optional<String> password, Optional<Path> usersFile, Optional<Tls> tls,
        CasterLimits limits) {
    private static final Setting PORT = new Setting("NTRIP_PORT", "2101", "port of the NTRIP caster; 0 for any free one");
    private static final Setting MOUNTPOINT = new Setting("NTRIP_MOUNTPOINT", "RTCM3,ROVER",
            "names under which rovers get the corrections");
    private static final Setting PASSWORD = Setting.secret("NTRIP_PASSWORD",
            "what rovers must present, with any user name; unset lets all in");
    private static final Setting USERS_FILE = new Setting("NTRIP_USERS_FILE", "",
            "file of users with passwords and mountpoints of their own");
    private static final Setting MAX_CLIENTS = new Setting("NTRIP_MAX_CLIENTS", "6000",
            "connections to the caster at a time; lowered where the process may open few files");
    private static final Setting MAX_HEAD_BYTES = new Setting("NTRIP_MAX_HEAD_BYTES", "8192",
            "largest request head that the caster takes in, in bytes");
    private static final Setting MAX_HEAD_SECONDS = new Setting("NTRIP_MAX_HEAD_SECONDS", "10",
            "seconds within which an NTRIP request must have come whole");
    private static final Setting SEND_BUFFER_BYTES = new Setting("NTRIP_SEND_BUFFER_BYTES", "32768",
            "send buffer of an NTRIP connection in the kernel, in bytes; 0 leaves it to the system");
    private static final Setting STUCK_SECONDS = new Setting("NTRIP_STUCK_SECONDS", "10",
            "seconds after which a client that takes nothing is dropped");
    private static final Setting TLS_PORT = new Setting("NTRIP_TLS_PORT", "",
            "port of NTRIP over TLS; 0 for any free one; unset opens none");
    private static final Setting TLS_CERT = new Setting("TLS_CERT", "",
            "its certificate, as PEM, with those that vouch for it; unset makes one in DATA_DIR");
    private static final Setting TLS_KEY = new Setting("TLS_KEY", "", "the certificate's key, a PRIVATE KEY as PEM");
    private static final Setting TLS_NAMES = new Setting("TLS_NAMES", "depot,depot.local,localhost,127.0.0.1,::1",
            "host names and addresses that a certificate is made for, separated by commas");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
    private static final int MOST_MOUNTPOINTS = 20;
    private static final int INCOMING_BYTES_PER_SECOND = 8 * 1024;

    /** In the order of {@code --help} and the README. */
    public static final List<Setting> SETTINGS = List.of(PORT, MOUNTPOINT, PASSWORD, USERS_FILE, MAX_CLIENTS, MAX_HEAD_BYTES,
            MAX_HEAD_SECONDS,
            SEND_BUFFER_BYTES, STUCK_SECONDS, TLS_PORT, TLS_CERT, TLS_KEY, TLS_NAMES);

    /**
     * NTRIP over TLS.
     *
     * @param given certificate and key; empty to make them
     * @param names that it is then for
     */
    public record Tls(int port, Optional<Given> given, List<String> names) {}

    /** Files, as PEM. */
    public record Given(Path certificate, Path key) {}

    /** @throws BadSetting for a value that cannot be used */
    public static CasterConfig from(Environment environment) {
        int clients = HttpLimits.onAnotherPort(environment.integer(MAX_CLIENTS, 1, 100_000));
        CasterLimits limits = new CasterLimits(clients, Math.min(clients, TlsPort.mostOf(Runtime.getRuntime().maxMemory())),
                environment.integer(MAX_HEAD_BYTES, 256, 1 << 20),
                Duration.ofSeconds(environment.integer(MAX_HEAD_SECONDS, 1, 300)), environment.integer(SEND_BUFFER_BYTES, 0, 1 << 24),
                Duration.ofSeconds(environment.integer(STUCK_SECONDS, 1, 300)), INCOMING_BYTES_PER_SECOND);
        Optional<Path> users = environment.file(USERS_FILE);
        CasterConfig config = new CasterConfig(environment.integer(PORT, 0, 65535), mountpoints(environment), environment.secret(PASSWORD),
                users, tls(environment), limits);
        users.ifPresent(file -> check(file, config.mountpoints));
        return config;
    }

    private static Optional<Tls> tls(Environment environment) {
        if (!environment.has(TLS_PORT)) {
            return Optional.empty();
        }
        Optional<Path> certificate = environment.file(TLS_CERT);
        Optional<Path> key = environment.file(TLS_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            throw new BadSetting(TLS_CERT.name(), "and TLS_KEY go together");
        }
        return Optional.of(new Tls(environment.integer(TLS_PORT, 0, 65535), certificate.map(file -> new Given(file, key.orElseThrow())),
                environment.list(TLS_NAMES)));
    }

    private static List<String> mountpoints(Environment environment) {
        List<String> names = environment.list(MOUNTPOINT).stream().distinct().toList();
        if (names.isEmpty() || names.size() > MOST_MOUNTPOINTS || !names.stream().allMatch(name -> NAME.matcher(name).matches())) {
            throw new BadSetting(MOUNTPOINT.name(), "must be 1 to " + MOST_MOUNTPOINTS
                    + " names of letters, digits, '_', '-' and '.', separated by commas, and is '" + environment.text(MOUNTPOINT) + "'");
        }
        return names;
    }

    private static void check(Path file, List<String> mountpoints) {
        try {
            UsersFile.read(file, mountpoints);
        } catch (UsersFile.Unusable e) {
            throw new BadSetting(USERS_FILE.name(), e.getMessage());
        }
    }

    /** How many connections both ports may have, and open files beyond those. */
    public int files() {
        return limits.clients() + tls.map(port -> 2 * limits.tlsClients()).orElse(0);
    }

    /** Whether a password is asked for. */
    boolean guarded() {
        return password.isPresent() || usersFile.isPresent();
    }
}
