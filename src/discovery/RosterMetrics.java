package depot.discovery;

import depot.common.time.Time;
import depot.discovery.telemetry.Telemetry;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How many rovers are known, by whether they are online, and what is known of each that is; counted at each request for metrics. */
final class RosterMetrics extends Collector {
    private static final List<String> BY_ROVER = List.of("rover");

    private final Roster roster;
    private final Function<String, Optional<Telemetry>> telemetry;
    private final Time time;

    /** @param telemetry a rover's newest */
    RosterMetrics(Roster roster, Function<String, Optional<Telemetry>> telemetry, Time time) {
        this.roster = roster;
        this.telemetry = telemetry;
        this.time = time;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<Roster.Known> rovers = roster.known();
        GaugeMetricFamily states = new GaugeMetricFamily("depot_rovers", "Registered rovers.", List.of("state"));
        long online = rovers.stream().filter(each -> each.rover().online()).count();
        states.addMetric(List.of("online"), online);
        states.addMetric(List.of("offline"), rovers.size() - online);
        GaugeMetricFamily batteries = new GaugeMetricFamily("depot_rover_battery_volts",
                "Batteries of rovers that tell theirs; 0 V is not known.", BY_ROVER);
        GaugeMetricFamily modes = new GaugeMetricFamily("depot_rover_mode",
                "0 disabled, 1 idle, 2 teleop, 3 autonomous, 4 e-stop, 5 fault.", BY_ROVER);
        GaugeMetricFamily ages = new GaugeMetricFamily("depot_rover_telemetry_age_seconds",
                "How long a rover that is online has sent no telemetry; since it came online, when it never did.", BY_ROVER);
        long now = time.nanos();
        for (Roster.Known each : rovers) {
            List<String> id = List.of(each.rover().id());
            Optional<Telemetry> newest = telemetry.apply(each.rover().id());
            double volts = volts(each.rover(), newest, now);
            if (volts > 0) {
                batteries.addMetric(id, volts);
            }
            if (each.rover().online()) {
                modes.addMetric(id, each.rover().mode());
                long onlineFor = now - each.onlineSinceNanos();
                ages.addMetric(id, Math.min(onlineFor, newest.map(telemetry -> now - telemetry.heardNanos()).orElse(onlineFor)) / 1e9);
            }
        }
        return List.of(states, batteries, modes, ages);
    }

    /** Telemetry comes every second, heartbeats seldom more often; 0 or NaN when neither is known. */
    private static double volts(Rover rover, Optional<Telemetry> newest, long now) {
        double volts = newest.map(each -> each.batteryVolts(now)).orElse(Double.NaN);
        return !Double.isNaN(volts) ? volts : rover.online() ? rover.batteryVoltage() : Double.NaN;
    }
}
