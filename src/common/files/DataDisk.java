package depot.common.files;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.GaugeMetricFamily;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How full the disk is that a service keeps its data on; of a container, the disk that volumes are on, PostgreSQL's among them. */
public final class DataDisk {
    private DataDisk() {}

    /** Registers two gauges, which ask the disk at each request for metrics. A disk that cannot be asked has no number. */
    public static void watch(Path folder, CollectorRegistry registry) {
        new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                try {
                    FileStore disk = Files.getFileStore(folder);
                    return List.of(
                            new GaugeMetricFamily("depot_data_free_bytes", "Bytes that are free on the disk of DATA_DIR.",
                                    disk.getUsableSpace()),
                            new GaugeMetricFamily("depot_data_total_bytes", "Bytes of the disk of DATA_DIR.", disk.getTotalSpace()));
                } catch (IOException e) {
                    return List.of();
                }
            }
        }.register(registry);
    }
}
