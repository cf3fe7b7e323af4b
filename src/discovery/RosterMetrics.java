package depot.discovery;

import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;

/** How many rovers are known, by whether they are online; counted when somebody asks. */
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
        return List.of(family);
    }
}
