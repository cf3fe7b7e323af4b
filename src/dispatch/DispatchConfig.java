package depot.dispatch;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import depot.common.http.Gate;
import depot.common.http.HttpLimits;
import depot.common.service.LogSetup;
import depot.common.websocket.WebSocketLimits;
import depot.dispatch.database.DatabaseUrl;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that dispatch is told from outside, read once.
 *
 * @param lostAfter how long a rover may be away before its task is failed or given to another
 * @param silentAfter how long a connected rover may say nothing of its task before that is shown
 * @param settle how long a rover that registered is given for reports that it kept, before anything is sent to it
 */
record DispatchConfig(int port, DatabaseUrl database, Duration lostAfter, Duration silentAfter, Duration settle,
        Gate gate, HttpLimits http, WebSocketLimits webSocket) {
    private static final Setting PORT = new Setting("PORT", "4890", "port for HTTP and WebSocket; 0 for any free one");
    private static final Setting DATABASE_URL = Setting.secret("DATABASE_URL",
            "the database, as postgres://user:password@host:5432/name?sslmode=require; under build.sh run, unset starts one in DATA_DIR");
    private static final Setting TASK_LOST_AFTER =
            new Setting("TASK_LOST_AFTER", "10m", "how long a rover may be away before its task fails, or goes to another");
    private static final Setting TASK_SILENT_AFTER =
            new Setting("TASK_SILENT_AFTER", "15m", "how long a connected rover may say nothing of its task before that is shown");
    private static final Setting ROVER_SETTLE =
            new Setting("ROVER_SETTLE", "3s", "how long a rover that registers is given for kept reports, before anything is sent to it");

    /** Every value that dispatch reads, in the order of {@code --help} and the README. */
    static final List<Setting> SETTINGS = Stream.of(
            List.of(PORT, DATABASE_URL, TASK_LOST_AFTER, TASK_SILENT_AFTER, ROVER_SETTLE), Gate.SETTINGS,
            HttpLimits.SETTINGS, WebSocketLimits.SETTINGS, List.of(LogSetup.LOG_LEVEL)).flatMap(List::stream).toList();

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(24 * 30);

    /** @throws BadSetting for a value that cannot be used */
    static DispatchConfig from(Environment environment) {
        String url = environment.secret(DATABASE_URL).orElseThrow(() -> new BadSetting(DATABASE_URL.name(),
                "must be set, as postgres://user:password@host:5432/name (./build.sh run starts a database of its own without it)"));
        return new DispatchConfig(
                environment.integer(PORT, 0, 65535),
                DatabaseUrl.parse(DATABASE_URL.name(), url),
                environment.duration(TASK_LOST_AFTER, SHORTEST, LONGEST),
                environment.duration(TASK_SILENT_AFTER, SHORTEST, LONGEST),
                environment.duration(ROVER_SETTLE, Duration.ZERO, Duration.ofMinutes(1)),
                Gate.from(environment),
                HttpLimits.from(environment),
                WebSocketLimits.from(environment));
    }
}
