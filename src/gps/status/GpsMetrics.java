package depot.gps.status;

import depot.gnss.frames.FramerCounts;
import depot.gnss.frames.Protocol;
import depot.gnss.nmea.FixQuality;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the receiver says, as numbers; counted when somebody asks. Any thread. */
public final class GpsMetrics extends Collector {
    private final ReceiverState state;
    private final LongSupplier links;
    private final Supplier<Boolean> degraded;
    private final Supplier<Boolean> moved;

    /**
     * @param links how often a link to the receiver was opened
     * @param moved whether the base is known to be somewhere else than it says
     */
    public GpsMetrics(ReceiverState state, LongSupplier links, Supplier<Boolean> degraded, Supplier<Boolean> moved) {
        this.state = state;
        this.links = links;
        this.degraded = degraded;
        this.moved = moved;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        FramerCounts counts = state.counts();
        List<MetricFamilySamples> all = new ArrayList<>();
        all.add(gauge("depot_gps_connected", "Whether whole messages come from the receiver.", state.isConnected() ? 1 : 0));
        all.add(gauge("depot_gps_degraded", "Whether something is wrong, as /health tells.", degraded.get() ? 1 : 0));
        all.add(gauge("depot_gps_base_moved", "Whether the base seems to be somewhere else than its corrections say.", moved.get() ? 1 : 0));
        all.add(gauge("depot_gps_satellites_used", "Satellites in the solution.", state.satellitesUsed()));
        GaugeMetricFamily fix = new GaugeMetricFamily("depot_gps_fix", "1 for the fix there is.", List.of("quality"));
        String now = state.fixName();
        for (FixQuality quality : FixQuality.values()) {
            if (quality != FixQuality.UNKNOWN) {
                fix.addMetric(List.of(FixQualities.name(quality)), FixQualities.name(quality).equals(now) ? 1 : 0);
            }
        }
        all.add(fix);
        state.survey().filter(survey -> survey.ran()).ifPresent(survey -> {
            all.add(gauge("depot_gps_survey_seconds", "How long the survey took, or takes.", survey.durationSeconds()));
            all.add(gauge("depot_gps_survey_accuracy_metres", "Accuracy of the survey's position.", survey.accuracyMetres()));
        });
        all.add(counter("depot_gps_bytes", "Bytes that came from the receiver.", counts.bytes()));
        all.add(counter("depot_gps_skipped_bytes", "Bytes that belong to no message.", counts.skippedBytes()));
        all.add(counter("depot_gps_links", "Times that a link to the receiver was opened.", links.getAsLong()));
        CounterMetricFamily frames = new CounterMetricFamily("depot_gps_frames", "Whole messages, by protocol.", List.of("protocol"));
        CounterMetricFamily failures = new CounterMetricFamily("depot_gps_checksum_failures", "Messages with a wrong checksum.", List.of("protocol"));
        for (Protocol protocol : Protocol.values()) {
            List<String> label = List.of(protocol.name().toLowerCase(Locale.ROOT));
            frames.addMetric(label, counts.of(protocol).frames());
            failures.addMetric(label, counts.of(protocol).checksumFailures());
        }
        all.add(frames);
        all.add(failures);
        CounterMetricFamily rtcm = new CounterMetricFamily("depot_gps_rtcm_messages", "RTCM 3 messages, by type.", List.of("type"));
        state.rtcmCounts().forEach(count -> rtcm.addMetric(List.of(Integer.toString(count.type())), count.count()));
        all.add(rtcm);
        return all;
    }

    private static MetricFamilySamples gauge(String name, String help, double value) {
        return new GaugeMetricFamily(name, help, value);
    }

    private static MetricFamilySamples counter(String name, String help, double value) {
        return new CounterMetricFamily(name, help, value);
    }
}
