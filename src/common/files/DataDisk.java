package depot.common.files;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;

/**
 * Shows how full the disk is that a service keeps its data on; of a container, the disk that volumes are on, PostgreSQL's among them. What
 * is not known has no number.
 */
public final class DataDisk extends Collector {
    private final DiskWatch disk;

    private DataDisk(DiskWatch disk) {
        this.disk = disk;
    }

    /** Registers two gauges. */
    public static void show(DiskWatch disk, CollectorRegistry registry) {
        new DataDisk(disk).register(registry);
    }

    @Override
    public List<MetricFamilySamples> collect() {
        return disk.newest().<List<MetricFamilySamples>>map(look -> List.of(
                new GaugeMetricFamily("depot_data_free_bytes", "Bytes that are free on the disk of DATA_DIR.", look.freeBytes()),
                new GaugeMetricFamily("depot_data_total_bytes", "Bytes of the disk of DATA_DIR.", look.totalBytes()))).orElse(List.of());
    }
}
