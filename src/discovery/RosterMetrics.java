package depot.discovery;

import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;

/** How many rovers are known, by whether they are online, and the batteries of those; counted when somebody asks. */
final class RosterMetrics extends Collector {
    private final Roster roster;

    RosterMetrics(Roster roster) {
        this.roster = roster;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<Rover> rovers = roster.rovers();
        long online = rovers.stream().filter(Rover::online).count();
        GaugeMetricFamily family = new GaugeMetricFamily("depot_rovers", "Registered rovers.", List.of("state"));
        family.addMetric(List.of("online"), online);
        family.addMetric(List.of("offline"), rovers.size() - online);
        GaugeMetricFamily batteries = new GaugeMetricFamily("depot_rover_battery_volts", "Batteries of rovers that are online and tell theirs.", List.of("rover"));
        rovers.stream().filter(rover -> rover.online() && rover.batteryVoltage() > 0)
                .forEach(rover -> batteries.addMetric(List.of(rover.id()), rover.batteryVoltage()));
        return List.of(family, batteries);
    }
}
