package depot.discovery.telemetry;

import depot.common.time.Time;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;

/** Fresh telemetry as gauges by rover; a value that is not known has no sample. Collected at each request for metrics, by any thread. */
final class TelemetryMetrics extends Collector {
    private static final List<String> BY_ROVER = List.of("rover");
    private static final List<String> BY_MOTOR = List.of("rover", "motor");

    private final TelemetryBoard board;
    private final TelemetryListener listener;
    private final Time time;

    TelemetryMetrics(TelemetryBoard board, TelemetryListener listener, Time time) {
        this.board = board;
        this.listener = listener;
        this.time = time;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Families families = new Families();
        long now = time.nanos();
        board.forEach((rover, telemetry) -> {
            if (telemetry.isFresh(now)) {
                families.add(rover, telemetry, now);
            }
        });
        List<MetricFamilySamples> all = families.all();
        all.add(new GaugeMetricFamily("depot_telemetry_curve_bytes",
                "Memory that rovers' curves of the last hour take.", board.curveBytes()));
        CounterMetricFamily dropped = new CounterMetricFamily("depot_telemetry_dropped_total",
                "Datagrams that the kernel dropped, as they came faster than they are read.", List.of());
        KernelDrops.of(listener.port()).ifPresent(count -> dropped.addMetric(List.of(), count));
        all.add(dropped);
        return all;
    }

    private static final class Families {
        private final GaugeMetricFamily current = gauge("depot_rover_current_amperes", "Current from the battery.", BY_ROVER);
        private final GaugeMetricFamily celsius = gauge("depot_rover_motor_celsius", "Temperature of a motor.", BY_MOTOR);
        private final GaugeMetricFamily amperes = gauge("depot_rover_motor_amperes", "Current of a motor.", BY_MOTOR);
        private final GaugeMetricFamily speed = gauge("depot_rover_speed_metres_per_second", "Speed; backwards is negative.", BY_ROVER);
        private final GaugeMetricFamily turn = gauge("depot_rover_turn_radians_per_second", "Rate of turn, counterclockwise.", BY_ROVER);
        private final GaugeMetricFamily latitude = gauge("depot_rover_latitude_degrees", "Where it is, WGS 84.", BY_ROVER);
        private final GaugeMetricFamily longitude = gauge("depot_rover_longitude_degrees", "Where it is, WGS 84.", BY_ROVER);
        private final GaugeMetricFamily accuracy = gauge("depot_rover_position_accuracy_metres",
                "How far off its position may be.", BY_ROVER);

        private static GaugeMetricFamily gauge(String name, String help, List<String> labels) {
            return new GaugeMetricFamily(name, help, labels);
        }

        void add(String rover, Telemetry telemetry, long now) {
            add(current, telemetry.currentAmperes(now), rover);
            add(speed, telemetry.linearMetresPerSecond(now), rover);
            add(turn, telemetry.angularRadiansPerSecond(now), rover);
            for (Telemetry.Motor motor : telemetry.motors(now)) {
                add(celsius, motor.celsius(), rover, motor.id());
                add(amperes, motor.amperes(), rover, motor.id());
            }
            Telemetry.Position position = telemetry.freshPosition(now);
            if (position != null) {
                add(latitude, position.latitude(), rover);
                add(longitude, position.longitude(), rover);
                add(accuracy, position.accuracyMetres(), rover);
            }
        }

        private static void add(GaugeMetricFamily family, double value, String... labels) {
            if (!Double.isNaN(value)) {
                family.addMetric(List.of(labels), value);
            }
        }

        List<MetricFamilySamples> all() {
            return new ArrayList<>(List.of(current, celsius, amperes, speed, turn, latitude, longitude, accuracy));
        }
    }
}
