package depot.discovery.telemetry;

import depot.discovery.telemetry.Telemetry.Mesh;
import depot.discovery.telemetry.Telemetry.Motor;
import depot.discovery.telemetry.Telemetry.Motors;
import depot.discovery.telemetry.Telemetry.Position;
import depot.discovery.telemetry.Telemetry.Status;
import depot.discovery.telemetry.Telemetry.Velocity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Interprets a datagram's lines. A line that cannot be read, or has impossible values, is skipped and counted, and the others
 * count. A battery of 0 V is that of a rover whose bus has not spoken yet: then its current and its motors are not known either.
 * No I/O; one thread.
 */
final class TelemetryReader {
    static final int MAX_MOTORS = 8;
    static final int MAX_MOTOR_ID = 16;
    private static final int MAX_ID = 128; // as in a registration
    private static final int MAX_UPSTREAM = 64;
    private static final String[] MODES = {"\"Disabled\"", "\"Idle\"", "\"Teleop\"", "\"Autonomous\"", "\"EStop\"", "\"Fault\""};
    private static final String[] USUAL_MOTORS = {"fl", "fr", "rl", "rr"};

    /** What takes a rover's part of a datagram: usually all of it. */
    @FunctionalInterface
    interface Sink {
        void take(String rover, Telemetry said);
    }

    private final Line line = new Line();
    private final List<Motor> motors = new ArrayList<>(MAX_MOTORS);
    private String rover; // whose lines are being read; null before the first
    private int roverFrom;
    private int roverTo;
    private Status status;
    private Velocity velocity;
    private Position position;
    private Mesh mesh;
    private long now;
    private boolean impossible; // the line said a number that is none, or cannot be

    /** Reads the first {@code length} bytes; how many lines were skipped. */
    int read(byte[] bytes, int length, long nowNanos, Sink sink) {
        now = nowNanos;
        rover = null;
        int skipped = 0;
        for (int from = 0; from < length; ) {
            int end = from;
            while (end < length && bytes[end] != '\n') {
                end++;
            }
            int to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
            if (to > from && bytes[from] != '#' && !(line.read(bytes, from, to) && understand(bytes, sink))) {
                skipped++;
            }
            from = end + 1;
        }
        give(sink);
        return skipped;
    }

    private boolean understand(byte[] bytes, Sink sink) {
        boolean ours = line.isOf("rover_status") || line.isOf("motors") || line.isOf("velocity") || line.isOf("gps") || line.isOf("mesh");
        if (!ours) {
            return line.tag("rover") >= 0; // a newer rover may say more than we know; what has no rover is a torn line
        }
        if (!isOfRover(bytes, sink)) {
            return false;
        }
        impossible = false;
        if (line.isOf("rover_status")) {
            Status said = new Status(now, number("battery", 0, 1000), number("current", -10_000, 10_000), mode());
            status = impossible ? status : said;
        } else if (line.isOf("motors")) {
            motor();
        } else if (line.isOf("velocity")) {
            Velocity said = new Velocity(now, number("linear", -1000, 1000), number("angular", -1000, 1000));
            velocity = impossible ? velocity : said;
        } else if (line.isOf("gps")) {
            position();
        } else {
            mesh();
        }
        return !impossible;
    }

    /** Sets whose line it is; false when it does not say. */
    private boolean isOfRover(byte[] bytes, Sink sink) {
        int tag = line.tag("rover");
        if (tag < 0) {
            return false;
        }
        if (rover == null || !Arrays.equals(bytes, roverFrom, roverTo, bytes, line.from(tag), line.to(tag))) {
            String id = line.text(tag);
            if (id.length() > MAX_ID) {
                return false;
            }
            give(sink);
            rover = id;
            roverFrom = line.from(tag);
            roverTo = line.to(tag);
        }
        return true;
    }

    /** NaN when the line does not have it. */
    private double number(String field, double min, double max) {
        int pair = line.field(field);
        if (pair < 0) {
            return Double.NaN;
        }
        double value = line.number(pair);
        if (!(value >= min && value <= max)) {
            impossible = true;
        }
        return value;
    }

    private int mode() {
        int pair = line.field("mode");
        for (int mode = 0; pair >= 0 && mode < MODES.length; mode++) {
            if (line.is(pair, MODES[mode])) {
                return mode;
            }
        }
        return Telemetry.NO_MODE;
    }

    private void motor() {
        int tag = line.tag("motor");
        String id = tag < 0 ? "" : motorId(tag);
        Motor said = new Motor(id, number("temp", -100, 1000), number("current", -10_000, 10_000));
        if (!isName(id)) {
            impossible = true;
        }
        if (!impossible) {
            motors.removeIf(known -> known.id().equals(id)); // the last word counts
            if (motors.size() == MAX_MOTORS) {
                impossible = true;
            } else {
                motors.add(said);
            }
        }
    }

    private String motorId(int tag) {
        for (String usual : USUAL_MOTORS) {
            if (line.is(tag, usual)) {
                return usual;
            }
        }
        return line.to(tag) - line.from(tag) <= MAX_MOTOR_ID ? line.text(tag) : "";
    }

    /** Checked, as it becomes a label of metrics, and any machine on the network can send a datagram. */
    private static boolean isName(String id) {
        return !id.isEmpty() && id.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.'));
    }

    private void position() {
        double latitude = number("latitude", -90, 90);
        double longitude = number("longitude", -180, 180);
        Position said = new Position(now, latitude, longitude, number("accuracy", 0, 1e9), line.timeNanos());
        // without a fix some receivers say 0, 0: that is no place
        if (!impossible && (latitude != 0 || longitude != 0) && !Double.isNaN(latitude + longitude)) {
            position = said;
        }
    }

    private void mesh() {
        int upstream = line.tag("upstream");
        String address = upstream < 0 || line.to(upstream) - line.from(upstream) > MAX_UPSTREAM ? "" : line.text(upstream);
        Mesh said = new Mesh(now, address, number("rssi", -1000, 1000), number("ccq", 0, 1e6), number("hops", 0, 1e6),
                number("latency", 0, 1e9), number("tx_rate", 0, 1e12), number("rx_rate", 0, 1e12));
        mesh = impossible ? mesh : said;
    }

    /** Hands on what was read of the rover, and begins anew. */
    private void give(Sink sink) {
        boolean silentBus = status != null && status.batteryVolts() == 0;
        if (rover != null && (status != null || velocity != null || position != null || mesh != null || !motors.isEmpty())) {
            sink.take(rover, new Telemetry(now, silentBus ? new Status(now, Double.NaN, Double.NaN, status.mode()) : status,
                    motors.isEmpty() ? null : new Motors(now, silentBus ? notKnown() : List.copyOf(motors)), velocity, position, mesh));
        }
        motors.clear();
        status = null;
        velocity = null;
        position = null;
        mesh = null;
    }

    private List<Motor> notKnown() {
        return motors.stream().map(motor -> new Motor(motor.id(), Double.NaN, Double.NaN)).toList();
    }
}
