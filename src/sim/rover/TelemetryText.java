package depot.sim.rover;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A datagram of telemetry, word for word as rovers in the field write it: InfluxDB's line protocol, lines joined by a line feed,
 * none at the end. Immutable.
 *
 * @param rover its id, which is not escaped
 * @param motors fl, fr, rl, rr
 * @param place with a fix only
 * @param mesh whether its radio's values are in this one, which is rare
 */
public record TelemetryText(String rover, double volts, double amperes, Mode mode, List<Motor> motors, double speed, double turnRate,
        Optional<Place> place, boolean mesh) {
    private static final String[] MODES = {"Disabled", "Idle", "Teleop", "Autonomous", "EStop", "Fault"};
    private static final String[] MOTORS = {"fl", "fr", "rl", "rr"};

    /** Where its receiver says it is: degrees, and metres that it may be off. */
    public record Place(double latitude, double longitude, double accuracyMetres) {}

    /** What a rover says before its bus has spoken. */
    public static TelemetryText ofSilentBus(String rover) {
        Motor unknown = new Motor(0, 0);
        return new TelemetryText(rover, 0, 0, Mode.DISABLED, List.of(unknown, unknown, unknown, unknown), 0, 0, Optional.empty(), false);
    }

    /** @param nanos the rover's clock, Unix time in nanoseconds */
    public String at(long nanos) {
        StringBuilder text = new StringBuilder(700);
        line(text, "rover_status,rover=%s battery=%.2f,current=%.2f,mode=\"%s\"", rover, volts, amperes, MODES[mode.number()])
                .append(nanos);
        for (int i = 0; i < MOTORS.length; i++) {
            Motor motor = motors.get(i);
            line(text.append('\n'), "motors,rover=%s,motor=%s temp=%.1f,current=%.2f", rover, MOTORS[i], motor.celsius(), motor.amperes())
                    .append(nanos);
        }
        line(text.append('\n'), "velocity,rover=%s linear=%.3f,angular=%.3f", rover, speed, turnRate).append(nanos);
        place.ifPresent(at -> line(text.append('\n'), "gps,rover=%s latitude=%.7f,longitude=%.7f,accuracy=%.3f", rover, at.latitude(),
                at.longitude(), at.accuracyMetres()).append(nanos));
        if (mesh) {
            line(text.append('\n'), "mesh,rover=%s,upstream=02:00:00:00:00:01 rssi=-62,ccq=91,hops=1,latency=9,tx_rate=104,rx_rate=97",
                    rover)
                    .append(nanos);
        }
        return text.toString();
    }

    private static StringBuilder line(StringBuilder text, String format, Object... values) {
        return text.append(String.format(Locale.ROOT, format, values)).append(' ');
    }
}
