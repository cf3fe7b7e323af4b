package depot.sim;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import depot.common.service.LogSetup;
import depot.sim.client.ServiceUrl;
import depot.sim.demo.Demo;
import depot.sim.fleet.Fleet;
import depot.sim.motion.Ground;
import depot.sim.upload.Uploads;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration of the simulated fleet, read from the environment and options once, at the start.
 *
 * @param roverToken what its rovers present
 * @param uploads what brings their recordings to archive, where they have a password for it
 * @param demo what the demo needs, where one is wanted
 */
record SimConfig(Fleet.Plan plan, ServiceUrl discovery, ServiceUrl dispatch, Optional<String> roverToken, Optional<Uploads> uploads,
        Optional<Demo.Settings> demo) {
    static final Setting DISCOVERY_URL = new Setting("DISCOVERY_URL", "http://localhost:4860", "where discovery is (--discovery)");
    static final Setting DISPATCH_URL = new Setting("DISPATCH_URL", "http://localhost:4890", "where dispatch is (--dispatch)");
    private static final Setting GPS_URL = new Setting("GPS_URL", "http://localhost:4880", "where gps is; only the demo asks it");
    static final Setting ROVERS = new Setting("SIM_ROVERS", "5", "how many rovers (--rovers)");
    static final Setting SEED = new Setting("SIM_SEED", "1", "what happens to them follows from this number (--seed)");
    static final Setting SPEED = new Setting("SIM_SPEED", "1", "how much faster than real they drive, from 0.1 to 100 (--speed)");
    static final Setting TROUBLE = new Setting("SIM_TROUBLE", "1",
            "how often something goes wrong: 0 never, 10 ten times as often (--trouble)");
    static final Setting HEARTBEATS = new Setting("SIM_HEARTBEATS", "http",
            "how they talk to discovery: http as in the field, or websocket (--heartbeats)");
    static final Setting POSES = new Setting("SIM_POSES", "zeros",
            "what their heartbeats say of their pose: zeros as in the field, or true (--poses)");
    static final Setting TELEMETRY_PORT =
            new Setting("TELEMETRY_PORT", "8089", "UDP port of discovery's host that they send telemetry to; 0 sends none (--telemetry)");
    static final Setting ORIGIN = new Setting("SIM_ORIGIN", "48.1375,11.5755",
            "latitude and longitude of where they drive around; none: their receivers have no fix (--origin)");
    static final Setting SFTP = new Setting("SIM_SFTP", "localhost:2222",
            "host and port that they bring their recordings to, where there is a password (--sftp)");
    static final Setting UPLOAD_EVERY = new Setting("SIM_UPLOAD_EVERY", "15m", "how often each of them does (--upload-every)");
    private static final Setting SFTP_USER = new Setting("SFTP_USER", "bvr", "who they come as");
    private static final Setting SFTP_PASSWORD = Setting.secret("SFTP_PASSWORD",
            "what they bring recordings with; without one they record nothing");
    static final Setting ADDRESS = new Setting("SIM_ADDRESS", "127.0.0.1",
            "the rovers' own host, for the ports that they register; another than this machine's own listens everywhere");
    static final Setting WATCHDOG = new Setting("SIM_WATCHDOG", "on",
            "on: as in the field they drive, tasks too, only while somebody feeds their watchdog; off: tasks are driven with nobody "
            + "watching");
    static final Setting UNSUPERVISED = new Setting("SIM_UNSUPERVISED", "false",
            "true: their watchdogs are on, and what they register leads nowhere, so that nobody can feed them (--unsupervised)");
    private static final Setting DEMO = new Setting("SIM_DEMO", "false",
            "true: make zones, missions and sessions where there are none, and start them");
    private static final Setting SESSIONS_DIR = new Setting("SESSIONS_DIR", "",
            "directory that the demo writes some made-up sessions to; unset makes none");
    private static final Setting ROVER_TOKEN = Setting.secret("ROVER_TOKEN", "what the rovers present as a bearer token");
    private static final Setting CONSOLE_TOKEN = Setting.secret("CONSOLE_TOKEN", "what the demo presents as an operator");

    /** Every value that it reads, in the order of {@code --help} and the README. */
    static final List<Setting> SETTINGS = List.of(DISCOVERY_URL, DISPATCH_URL, GPS_URL, ROVERS, SEED, SPEED, TROUBLE, HEARTBEATS,
            POSES, TELEMETRY_PORT, ORIGIN, SFTP, UPLOAD_EVERY, SFTP_USER, SFTP_PASSWORD, ADDRESS, WATCHDOG, UNSUPERVISED, ROVER_TOKEN, DEMO,
            CONSOLE_TOKEN, SESSIONS_DIR, LogSetup.LOG_LEVEL);

    private static final int MOST_ROVERS = 5_000;
    private static final Pattern HOST_AND_PORT = Pattern.compile("(.+):([0-9]{1,5})");
    private static final double MOST_NORTH = 89; // at the poles a metre east is no angle

    /** @throws BadSetting for a value that cannot be used */
    static SimConfig from(Environment environment) {
        Fleet.Plan plan = new Fleet.Plan(environment.integer(ROVERS, 1, MOST_ROVERS),
                environment.integer(SEED, Integer.MIN_VALUE, Integer.MAX_VALUE),
                decimal(environment, SPEED, 0.1, 100), decimal(environment, TROUBLE, 0, 1_000),
                chosen(environment, HEARTBEATS, "websocket", "http"),
                chosen(environment, POSES, "true", "zeros"), environment.integer(TELEMETRY_PORT, 0, 65535), origin(environment),
                ports(environment));
        ServiceUrl discovery = url(environment, DISCOVERY_URL);
        ServiceUrl dispatch = url(environment, DISPATCH_URL);
        Demo.Settings demo = new Demo.Settings(discovery, dispatch, url(environment, GPS_URL), environment.secret(CONSOLE_TOKEN),
                plan.rovers(),
                environment.has(SESSIONS_DIR) ? Optional.of(environment.path(SESSIONS_DIR)) : Optional.empty());
        return new SimConfig(plan, discovery, dispatch, environment.secret(ROVER_TOKEN), uploads(environment),
                chosen(environment, DEMO, "true", "false") ? Optional.of(demo) : Optional.empty());
    }

    private static Fleet.Ports ports(Environment environment) {
        boolean unsupervised = chosen(environment, UNSUPERVISED, "true", "false");
        return new Fleet.Ports(environment.text(ADDRESS), !unsupervised, chosen(environment, WATCHDOG, "on", "off") || unsupervised);
    }

    private static Optional<Uploads> uploads(Environment environment) {
        Matcher server = HOST_AND_PORT.matcher(environment.text(SFTP));
        if (!server.matches() || Integer.parseInt(server.group(2)) > 65535) {
            throw new BadSetting(SFTP.name(), "must be a host and a port, as in localhost:2222, and is '" + environment.text(SFTP) + "'");
        }
        Duration every = environment.duration(UPLOAD_EVERY, Duration.ofSeconds(1), Duration.ofDays(1));
        return environment.secret(SFTP_PASSWORD).map(password ->
                new Uploads(new Uploads.Server(server.group(1), Integer.parseInt(server.group(2)),
                environment.text(SFTP_USER), password), every));
    }

    private static ServiceUrl url(Environment environment, Setting setting) {
        try {
            return ServiceUrl.parse(environment.text(setting));
        } catch (IllegalArgumentException e) {
            throw new BadSetting(setting.name(), e.getMessage());
        }
    }

    private static Optional<Ground> origin(Environment environment) {
        String text = environment.text(ORIGIN);
        if (text.equals("none")) {
            return Optional.empty();
        }
        try {
            double[] numbers = Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
            if (numbers.length == 2 && Math.abs(numbers[0]) <= MOST_NORTH && Math.abs(numbers[1]) <= 180) {
                return Optional.of(new Ground(numbers[0], numbers[1]));
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new BadSetting(ORIGIN.name(), "must be none, or latitude,longitude as in 48.1375,11.5755, and is '" + text + "'");
    }

    private static double decimal(Environment environment, Setting setting, double min, double max) {
        String text = environment.text(setting);
        try {
            double value = Double.parseDouble(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below, with the bounds
        }
        throw new BadSetting(setting.name(), "must be a number from " + min + " to " + max + ", and is '" + text + "'");
    }

    /** Whether it is the one of the two. */
    private static boolean chosen(Environment environment, Setting setting, String one, String other) {
        String text = environment.text(setting);
        if (!text.equals(one) && !text.equals(other)) {
            throw new BadSetting(setting.name(), "must be " + one + " or " + other + ", and is '" + text + "'");
        }
        return text.equals(one);
    }
}
