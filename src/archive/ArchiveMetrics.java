package depot.archive;

import depot.archive.keep.Inventory;
import depot.archive.sftp.SftpServer;
import depot.archive.store.Place;
import depot.archive.store.Store;
import depot.archive.store.StoreEvents;
import depot.common.files.DiskWatch;
import depot.common.http.Refusals;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What archive counts, for Prometheus. Any thread. */
final class ArchiveMetrics implements StoreEvents {
    private final CollectorRegistry registry;
    private final Refusals refusals;
    private final Inventory inventory;
    private final Counter bytesIn;
    private final Counter files;
    private final Counter removed;
    private final Counter kept;

    ArchiveMetrics(CollectorRegistry registry, Refusals refusals, Inventory inventory) {
        this.registry = registry;
        this.refusals = refusals;
        this.inventory = inventory;
        bytesIn = Counter.build("depot_archive_bytes_in_total", "Bytes of uploads that came in.").register(registry);
        files = Counter.build("depot_archive_files_total", "Files that came in whole.").register(registry);
        removed = Counter.build("depot_archive_removed_total", "Files that clients removed; they are kept, and hidden from them.")
                .register(registry);
        kept = Counter.build("depot_archive_kept_total",
                "What housekeeping did: recordings made small, or not; partials, sessions and logs that went.")
                .labelNames("what").register(registry);
    }

    /** Counts what housekeeping did. */
    Counter kept() {
        return kept;
    }

    @Override
    public void cameIn(int bytes) {
        bytesIn.inc(bytes);
    }

    @Override
    public void arrived(Place place, long bytes) {
        files.inc();
        inventory.arrived(place.names().getFirst());
    }

    /** This, and a second listener for files that arrived. */
    StoreEvents and(Consumer<Place> arrivals) {
        ArchiveMetrics counts = this;
        return new StoreEvents() {
            @Override
            public void cameIn(int bytes) {
                counts.cameIn(bytes);
            }

            @Override
            public void arrived(Place place, long bytes) {
                counts.arrived(place, bytes);
                arrivals.accept(place);
            }

            @Override
            public void removed(Place place) {
                counts.removed(place);
            }

            @Override
            public void refused(String why) {
                counts.refused(why);
            }
        };
    }

    @Override
    public void removed(Place place) {
        removed.inc();
    }

    @Override
    public void refused(String why) {
        refusals.count("upload-" + why, "sftp", "an upload was refused, or failed");
    }

    /**
     * Registers gauges that show the state at each request for metrics.
     *
     * @param disk of the sessions
     * @param freeFloor bytes of it that stay free
     */
    void watch(Store store, DiskWatch disk, long freeFloor, Optional<SftpServer> sftp) {
        new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                List<MetricFamilySamples> all = new ArrayList<>();
                all.add(gauge("depot_archive_uploads", "Uploads that go on.", store.uploads()));
                all.add(gauge("depot_archive_connections", "SFTP connections that are open.", sftp.map(SftpServer::sessions).orElse(0)));
                all.add(gauge("depot_archive_sftp_open", "Whether the SFTP port is open.", sftp.isPresent() ? 1 : 0));
                all.add(gauge("depot_archive_free_floor_bytes", "Bytes of the disk that are to stay free.", freeFloor));
                disk.newest().ifPresent(look -> all.add(gauge("depot_archive_free_bytes", "Bytes of the disk that are free.",
                        look.freeBytes())));
                inventory.counts().ifPresent(counts -> addCounts(all, counts));
                all.add(arrivals());
                return all;
            }
        }.register(registry);
    }

    private static void addCounts(List<Collector.MetricFamilySamples> all, Inventory.Counts counts) {
        all.add(gauge("depot_archive_recordings", "Recordings that there are.", counts.recordings()));
        all.add(gauge("depot_archive_small_recordings", "Recordings that are kept small.", counts.small()));
        all.add(gauge("depot_archive_recording_bytes", "Bytes of the recordings, as they came.", counts.bytes()));
        all.add(gauge("depot_archive_stored_bytes", "Bytes of the recordings, on the disk.", counts.storedBytes()));
        counts.oldestMillis().ifPresent(at -> all.add(gauge("depot_archive_oldest_timestamp_seconds", "Time of the oldest recording.",
                at / 1000.0)));
    }

    private Collector.MetricFamilySamples arrivals() {
        GaugeMetricFamily family = new GaugeMetricFamily("depot_archive_last_arrival_timestamp_seconds",
                "When a rover last brought a file.", List.of("rover"));
        for (Map.Entry<String, Long> entry : inventory.lastArrivals().entrySet()) {
            family.addMetric(List.of(entry.getKey()), entry.getValue() / 1000.0);
        }
        return family;
    }

    private static Collector.MetricFamilySamples gauge(String name, String help, double value) {
        return new GaugeMetricFamily(name, help, value);
    }
}
