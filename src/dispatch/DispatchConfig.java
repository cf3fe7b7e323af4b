package depot.dispatch;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import depot.common.http.Gate;
import depot.common.http.HttpLimits;
import depot.common.service.LogSetup;
import depot.common.websocket.WebSocketLimits;
import depot.database.DatabaseUrl;
import depot.dispatch.fleet.ServiceAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The configuration of dispatch, read from the environment once, at the start.
 *
 * @param dataDirectory keeps what rovers said while the database is away; empty when it is not set and the usual one cannot be used
 * @param lostAfter how long a rover may be away before its task is failed or given to another
 * @param silentAfter how long a connected rover may send no report on its task before that is shown
 * @param keepDays how many days ended tasks and history are kept; 0 for ever
 * @param discovery discovery's address, through which rovers' own links are reached; empty where it is not set
 * @param supervise whether rovers on tasks are fed through it
 * @param base the address of the base station's service; empty where it is not set
 * @param alarmAfter how long a link of a rover on a task, or usable corrections, may be away before that is an alarm
 * @param alarmWebhook the address that alarms are sent to; empty for none
 * @param factsMaxAge how old discovery's facts on a rover may be and still count as known
 * @param fairnessWindow by how much a waiting task may be older than one that gets a rover before it
 * @param stalledAfter how long a rover may be known not to drive its task before that is shown
 * @param settle how long a rover that has registered may take to send the reports that it kept, before anything is sent to it
 */
record DispatchConfig(int port, DatabaseUrl database, Optional<Path> dataDirectory, Duration lostAfter, Duration silentAfter,
        Duration settle,
        int keepDays, Optional<ServiceAddress> discovery, boolean supervise, Optional<ServiceAddress> base, Duration alarmAfter,
        Optional<URI> alarmWebhook,
        Duration factsMaxAge, Duration fairnessWindow, Duration stalledAfter,
        Gate gate, HttpLimits http, WebSocketLimits webSocket) {
    private static final Setting PORT = new Setting("PORT", "4890", "port for HTTP and WebSocket; 0 for any free one");
    private static final Setting DATABASE_URL = Setting.secret("DATABASE_URL",
            "the database, as postgres://user:password@host:5432/name?sslmode=require; under build.sh run, unset starts one in DATA_DIR");
    private static final Setting DATA_DIR = new Setting("DATA_DIR", "/data",
            "directory that what rovers say is kept in while the database is away, so that a restart loses nothing of it");
    private static final Setting TASK_LOST_AFTER =
            new Setting("TASK_LOST_AFTER", "10m", "how long a rover may be away before its task fails, or goes to another");
    private static final Setting TASK_SILENT_AFTER =
            new Setting("TASK_SILENT_AFTER", "15m", "how long a connected rover may say nothing of its task before that is shown");
    private static final Setting ROVER_SETTLE =
            new Setting("ROVER_SETTLE", "3s", "how long a rover that registers is given for kept reports, before anything is sent to it");
    private static final Setting TASKS_KEEP_DAYS =
            new Setting("TASKS_KEEP_DAYS", "365", "how many days ended tasks, and all history, are kept; 0 for ever");
    private static final Setting DISCOVERY_URL = new Setting("DISCOVERY_URL", "",
            "where discovery is, as http://discovery:4860, to have rovers on tasks supervised, and to know their state; unset: neither");
    private static final Setting DISCOVERY_TOKEN = Setting.secret("DISCOVERY_TOKEN",
            "discovery's CONSOLE_TOKEN, where it is another than this service's");
    private static final Setting SUPERVISE_TASKS =
            new Setting("SUPERVISE_TASKS", "on",
            "on: rovers on tasks are fed through discovery, so that they drive; off: only while somebody else feeds them");

    private static final Setting GPS_URL = new Setting("GPS_URL", "",
            "where the base station's service is, as http://gps:4880, for an alarm when its corrections are not usable; unset: there is "
            + "none");
    private static final Setting ALARM_AFTER =
            new Setting("ALARM_AFTER", "8s",
            "how long the link of a rover on a task, or usable corrections, may be away before that is an alarm");
    private static final Setting ALARM_WEBHOOK = Setting.secret("ALARM_WEBHOOK",
            "where alarms are sent, as CloudEvents 1.0 in JSON by POST, as https://example.org/hooks/depot");

    private static final Setting FACTS_MAX_AGE =
            new Setting("FACTS_MAX_AGE", "30s",
            "how old discovery's newest data on a rover may be to still count as known when a rover is chosen");
    private static final Setting FAIRNESS_WINDOW =
            new Setting("FAIRNESS_WINDOW", "0s",
            "by how much a waiting task may be older than one that gets a rover before it, for shorter ways in all");
    private static final Setting TASK_STALLED_AFTER =
            new Setting("TASK_STALLED_AFTER", "30s",
            "how long a rover may be known not to drive the task that it has before the task is stalled");

    /** Every value that dispatch reads, in the order of {@code --help} and the README. */
    static final List<Setting> SETTINGS = Stream.of(
            List.of(PORT, DATABASE_URL, DATA_DIR, TASK_LOST_AFTER, TASK_SILENT_AFTER, ROVER_SETTLE, TASKS_KEEP_DAYS, DISCOVERY_URL,
            DISCOVERY_TOKEN, SUPERVISE_TASKS,
                    GPS_URL, ALARM_AFTER, ALARM_WEBHOOK, FACTS_MAX_AGE, FAIRNESS_WINDOW, TASK_STALLED_AFTER), Gate.SETTINGS,
            HttpLimits.SETTINGS, WebSocketLimits.SETTINGS, List.of(LogSetup.LOG_LEVEL)).flatMap(List::stream).toList();

    private static final int MOST_DAYS = 36_500;
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(24 * 30);

    /** @throws BadSetting for a value that cannot be used */
    static DispatchConfig from(Environment environment) {
        String url = environment.secret(DATABASE_URL).orElseThrow(() -> new BadSetting(DATABASE_URL.name(),
                "must be set, as postgres://user:password@host:5432/name (./build.sh run starts a database of its own without it)"));
        return new DispatchConfig(
                environment.integer(PORT, 0, 65535),
                DatabaseUrl.parse(DATABASE_URL.name(), url),
                dataDirectory(environment),
                environment.duration(TASK_LOST_AFTER, SHORTEST, LONGEST),
                environment.duration(TASK_SILENT_AFTER, SHORTEST, LONGEST),
                environment.duration(ROVER_SETTLE, Duration.ZERO, Duration.ofMinutes(1)),
                environment.integer(TASKS_KEEP_DAYS, 0, MOST_DAYS),
                discovery(environment),
                supervise(environment),
                Optional.of(environment.text(GPS_URL)).filter(text -> !text.isEmpty())
                        .map(text -> ServiceAddress.parse(GPS_URL.name(), text, environment.secret(Gate.CONSOLE_TOKEN))),
                environment.duration(ALARM_AFTER, SHORTEST, Duration.ofHours(1)),
                environment.secret(ALARM_WEBHOOK).map(DispatchConfig::webhook),
                environment.duration(FACTS_MAX_AGE, SHORTEST, LONGEST),
                environment.duration(FAIRNESS_WINDOW, Duration.ZERO, LONGEST),
                environment.duration(TASK_STALLED_AFTER, SHORTEST, LONGEST),
                Gate.from(environment),
                HttpLimits.from(environment),
                WebSocketLimits.from(environment));
    }

    private static Optional<ServiceAddress> discovery(Environment environment) {
        Optional<String> token = environment.secret(DISCOVERY_TOKEN).or(() -> environment.secret(Gate.CONSOLE_TOKEN));
        return Optional.of(environment.text(DISCOVERY_URL)).filter(url -> !url.isEmpty())
                .map(url -> ServiceAddress.parse(DISCOVERY_URL.name(), url, token));
    }

    private static URI webhook(String text) {
        try {
            URI uri = new URI(text);
            if (List.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // reported below
        }
        throw new BadSetting(ALARM_WEBHOOK.name(), "must be as https://example.org/hooks/depot");
    }

    private static boolean supervise(Environment environment) {
        return switch (environment.text(SUPERVISE_TASKS)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new BadSetting(SUPERVISE_TASKS.name(), "must be on or off");
        };
    }

    private static Optional<Path> dataDirectory(Environment environment) {
        Optional<Path> directory = environment.writableDirectory(DATA_DIR);
        if (directory.isEmpty()) {
            LoggerFactory.getLogger("depot.dispatch")
                    .warn("{} cannot be written: what rovers say while the database is away is lost by a restart"
                    + " (set DATA_DIR)", environment.path(DATA_DIR));
        }
        return directory;
    }
}
