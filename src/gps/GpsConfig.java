package depot.gps;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import depot.common.http.Gate;
import depot.common.http.HttpLimits;
import depot.common.service.LogSetup;
import depot.common.time.Time;
import depot.common.websocket.WebSocketLimits;
import depot.gnss.rtcm.AntennaDescriptor;
import depot.gps.base.BasePlan;
import depot.gps.base.BaseSettings;
import depot.gps.base.ReceiverKind;
import depot.gps.caster.CasterConfig;
import depot.gps.ntrip.NtripAddress;
import depot.gps.ntrip.NtripSource;
import depot.gps.sim.SimulatedSource;
import depot.gps.source.ReceiverSource;
import depot.gps.source.SerialSource;
import depot.gps.source.SourceAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The configuration of gps, read from the environment once, at the start.
 *
 * @param source where the receiver's bytes come from
 * @param receiver which maker's it is
 * @param plan how the receiver is set up, unless there is a kept position
 * @param survey the survey to make when a call asks for one without details
 * @param movedMetres how far a survey may end from the kept position, at least
 * @param movedStops whether corrections stop when the base has moved
 * @param dataDirectory where a kept position is; empty when it is not set and the usual one cannot be used
 * @param pushes outside casters that get the corrections, too
 * @param antenna its descriptor
 * @param rawPort on which other programs get the raw stream; empty opens none
 * @param recordDirectory where the raw stream is kept, if it is
 */
record GpsConfig(int port, ReceiverSource source, ReceiverKind receiver, BasePlan plan, BasePlan.Mode.SurveyIn survey, double movedMetres,
        boolean movedStops,
        Optional<Path> dataDirectory, Optional<Path> recordDirectory, long recordFreeBytes, int recordDays, OptionalInt rawPort,
        CasterConfig caster, List<NtripAddress> pushes, Optional<String> antenna, Gate gate, HttpLimits http, WebSocketLimits webSocket) {
    private static final Setting PORT = new Setting("PORT", "4880", "port for HTTP and WebSocket; 0 for any free one");
    private static final Setting DATA_DIR = new Setting("DATA_DIR", "/data", "directory that a kept base position is in");
    private static final Setting SOURCE = Setting.secret("GPS_SOURCE", "the receiver: serial:/dev/ttyACM0, tcp://host:port, "
            + "ntrip://user:password@host:port/mountpoint (?position=lat,lon,height for a network), file:path (?rate=max or bytes a "
            + "second, ?loop=true), sim:; unset is the serial port");
    private static final Setting SERIAL_PORT = new Setting("GPS_SERIAL_PORT", "/dev/ttyACM0",
            "serial port of the receiver; when it is not set, /dev/ttyUSB0 where the other is not there");
    private static final Setting BAUD_RATE = new Setting("GPS_BAUD_RATE", "115200",
            "speed of the serial port in bits a second; USB ignores it");
    private static final Setting MOVED_METRES = new Setting("GPS_MOVED_METRES", "5",
            "metres that a new survey may end from the kept position before the base counts as moved");
    private static final Setting MOVED_STOPS = new Setting("GPS_MOVED_STOPS", "false",
            "true: no more corrections from a base that has moved");
    private static final Setting RECORD_DIR = new Setting("GPS_RECORD_DIR", "",
            "directory that the raw stream is kept in, in hourly files; unset keeps none");
    private static final Setting RECORD_FREE_MB = new Setting("GPS_RECORD_FREE_MB", "1000",
            "megabytes of that disk that stay free: with less, recording pauses");
    private static final Setting RECORD_DAYS = new Setting("GPS_RECORD_DAYS", "0",
            "days after which a recorded hour is removed; 0 keeps them for ever");
    private static final Setting TCP_PORT = new Setting("GPS_TCP_PORT", "",
            "TCP port on which other programs may look on at the raw stream, without a password; 0 for any free one; unset opens none");
    private static final Setting PUSH = Setting.secret("NTRIP_PUSH",
            "outside casters that the corrections go to as well, separated by spaces or commas: ntrip://:password@host:port/mountpoint; "
            + "?version=2 where it wants that");
    private static final Setting ANTENNA = new Setting("GPS_ANTENNA", "",
            "what the antenna is, as the IGS lists it, such as ADVNULLANTENNA or TRM59800.00 NONE: sent as 1008 and 1033; unset sends "
            + "none");
    private static final int MOST_PUSHES = 10;
    private static final Set<Integer> BAUD_RATES = new TreeSet<>(List.of(4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600));

    /** Every value that gps reads, in the order of {@code --help} and the README. */
    static final List<Setting> SETTINGS = Stream.of(
            List.of(PORT, DATA_DIR, SOURCE, SERIAL_PORT, BAUD_RATE), BaseSettings.SETTINGS,
            List.of(MOVED_METRES, MOVED_STOPS, RECORD_DIR, RECORD_FREE_MB, RECORD_DAYS, TCP_PORT), CasterConfig.SETTINGS,
            List.of(PUSH, ANTENNA), Gate.SETTINGS,
            HttpLimits.SETTINGS, WebSocketLimits.SETTINGS, List.of(LogSetup.LOG_LEVEL)).flatMap(List::stream).toList();

    /** @throws BadSetting for a value that cannot be used */
    static GpsConfig from(Environment environment) {
        CasterConfig caster = CasterConfig.from(environment);
        return new GpsConfig(
                environment.integer(PORT, 0, 65535),
                source(environment),
                BaseSettings.receiver(environment),
                BaseSettings.plan(environment),
                BaseSettings.survey(environment),
                BaseSettings.decimal(environment, MOVED_METRES, 0.01, 100_000),
                flag(environment, MOVED_STOPS),
                dataDirectory(environment),
                environment.has(RECORD_DIR) ? Optional.of(environment.path(RECORD_DIR)) : Optional.empty(),
                environment.integer(RECORD_FREE_MB, 0, 1_000_000_000) * 1_000_000L,
                environment.integer(RECORD_DAYS, 0, 36_500),
                environment.has(TCP_PORT) ? OptionalInt.of(environment.integer(TCP_PORT, 0, 65535)) : OptionalInt.empty(),
                caster, pushes(environment), antenna(environment), Gate.from(environment),
                HttpLimits.from(environment, caster.files()), WebSocketLimits.from(environment));
    }

    private static ReceiverSource source(Environment environment) {
        int baudRate = environment.integer(BAUD_RATE, 0, Integer.MAX_VALUE);
        if (!BAUD_RATES.contains(baudRate)) {
            throw new BadSetting(BAUD_RATE.name(), "must be one of " + BAUD_RATES + ", and is " + baudRate);
        }
        Optional<String> address = environment.secret(SOURCE);
        if (address.isEmpty()) {
            Path first = environment.path(SERIAL_PORT);
            return new SerialSource(environment.has(SERIAL_PORT) ? List.of(first) : List.of(first, Path.of("/dev/ttyUSB0")), baudRate);
        }
        try {
            return switch (SourceAddress.kind(address.get())) {
                case "serial" -> SourceAddress.serial(address.get(), baudRate);
                case "tcp" -> SourceAddress.tcp(address.get());
                case "ntrip" -> new NtripSource(NtripAddress.parse(address.get()), Time.SYSTEM);
                case "file" -> SourceAddress.file(address.get());
                case "sim" -> SimulatedSource.of(address.get(), Time.SYSTEM, new Random());
                default -> throw new IllegalArgumentException("must begin with serial:, tcp:, ntrip:, file: or sim:");
            };
        } catch (IllegalArgumentException e) {
            throw new BadSetting(SOURCE.name(), e.getMessage());
        }
    }

    /** Separated before each address, as a password may have a comma in it. */
    private static List<NtripAddress> pushes(Environment environment) {
        try {
            List<NtripAddress> all = environment.secret(PUSH).stream()
                    .flatMap(text -> Stream.of(text.strip().split("[\\s,]+(?=[a-zA-Z]+://)")))
                    .map(text -> NtripAddress.parse(text.replaceFirst("[\\s,]+$", ""))).toList();
            if (all.size() > MOST_PUSHES) {
                throw new IllegalArgumentException("must not name more than " + MOST_PUSHES + " casters");
            }
            Set<String> seen = new HashSet<>();
            all.stream().map(address -> address.toString().toLowerCase(Locale.ROOT)).filter(name -> !seen.add(name)).findFirst()
                    .ifPresent(name -> {
                throw new IllegalArgumentException("names " + name + " twice: each upload would end the other");
            });
            return all;
        } catch (IllegalArgumentException e) {
            throw new BadSetting(PUSH.name(), e.getMessage());
        }
    }

    private static Optional<String> antenna(Environment environment) {
        String text = environment.text(ANTENNA);
        if (text.length() > AntennaDescriptor.MOST_CHARACTERS || !text.matches("[ -~]*")) {
            throw new BadSetting(ANTENNA.name(), "must have at most " + AntennaDescriptor.MOST_CHARACTERS + " printable ASCII characters");
        }
        return Optional.of(text).filter(t -> !t.isEmpty()).map(GpsConfig::padded);
    }

    /** The radome stands from the seventeenth character on. */
    private static String padded(String descriptor) {
        String[] words = descriptor.split("\\s+");
        return words.length == 2 && words[0].length() < 16 && words[1].length() == 4
                ? String.format("%-16s%s", words[0], words[1]) : descriptor;
    }

    private static boolean flag(Environment environment, Setting setting) {
        return switch (environment.text(setting)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadSetting(setting.name(), "must be true or false, and is '" + environment.text(setting) + "'");
        };
    }

    private static Optional<Path> dataDirectory(Environment environment) {
        Optional<Path> directory = environment.writableDirectory(DATA_DIR);
        if (directory.isEmpty()) {
            LoggerFactory.getLogger("depot.gps").warn("{} cannot be written: a base position cannot be kept (set DATA_DIR)",
                    environment.path(DATA_DIR));
        }
        return directory;
    }
}
