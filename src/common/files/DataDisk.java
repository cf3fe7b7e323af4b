package depot.common.files;

import depot.common.threads.Worker;
import depot.common.time.Time;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.GaugeMetricFamily;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How full the disk is that a service keeps its data on; of a container, the disk that volumes are on, PostgreSQL's among them. A disk that
 * hangs, or cannot be asked, has no number after a minute, and holds up nothing but the thread here. Thread-safe.
 */
public final class DataDisk implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

    private record Look(long freeBytes, long totalBytes, long atNanos) {}

    private final Path folder;
    private final Time time;
    private final Worker worker;
    private volatile Look newest; // null before the first

    private DataDisk(Path folder, CollectorRegistry registry, Time time) {
        this.folder = folder;
        this.time = time;
        new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                return gauges();
            }
        }.register(registry);
        worker = Worker.start("data-disk", () -> {
            while (true) {
                look();
                Thread.sleep(EVERY);
            }
        });
    }

    /** Registers two gauges, and asks the disk now and then until it is closed. */
    public static DataDisk watch(Path folder, CollectorRegistry registry, Time time) {
        return new DataDisk(folder, registry, time);
    }

    private void look() {
        try {
            FileStore disk = Files.getFileStore(folder);
            newest = new Look(disk.getUsableSpace(), disk.getTotalSpace(), time.nanos());
        } catch (IOException e) {
            // what was seen last gets old
        }
    }

    private List<Collector.MetricFamilySamples> gauges() {
        Look look = newest;
        if (look == null || time.nanos() - look.atNanos > KNOWN_FOR.toNanos()) {
            return List.of();
        }
        return List.of(new GaugeMetricFamily("depot_data_free_bytes", "Bytes that are free on the disk of DATA_DIR.", look.freeBytes),
                new GaugeMetricFamily("depot_data_total_bytes", "Bytes of the disk of DATA_DIR.", look.totalBytes));
    }

    @Override
    public void close() {
        worker.close();
    }
}
