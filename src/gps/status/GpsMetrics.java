package depot.gps.status;

import depot.gnss.frames.FramerCounts;
import depot.gnss.frames.Protocol;
import depot.gnss.nmea.FixQuality;
import depot.gps.corrections.Usability;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Metrics of the receiver; collected at each request for metrics. Any thread. */
public final class GpsMetrics extends Collector {
    private final ReceiverState state;
    private final LongSupplier links;
    private final Supplier<Judged> judged;
    private final Supplier<Boolean> moved;

    /**
     * @param links how often a link to the receiver was opened
     * @param moved whether the base is known to be somewhere else than it says
     */
    public GpsMetrics(ReceiverState state, LongSupplier links, Supplier<Judged> judged, Supplier<Boolean> moved) {
        this.state = state;
        this.links = links;
        this.judged = judged;
        this.moved = moved;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        FramerCounts counts = state.counts();
        Judged now = judged.get();
        List<MetricFamilySamples> all = new ArrayList<>();
        all.add(gauge("depot_gps_connected", "Whether whole messages come from the receiver.", state.isConnected() ? 1 : 0));
        all.add(gauge("depot_gps_degraded", "Whether something is wrong, as /health tells.", now.degraded().isPresent() ? 1 : 0));
        all.add(gauge("depot_gps_base_moved", "Whether the base seems to be somewhere else than its corrections say.", moved.get()
                ? 1 : 0));
        judged(all, now);
        all.add(gauge("depot_gps_satellites_used", "Satellites in the solution.", state.satellitesUsed()));
        GaugeMetricFamily fix = new GaugeMetricFamily("depot_gps_fix", "1 for the fix there is.", List.of("quality"));
        String fixNow = state.fixName();
        for (FixQuality quality : FixQuality.values()) {
            if (quality != FixQuality.UNKNOWN) {
                fix.addMetric(List.of(FixQualities.name(quality)), FixQualities.name(quality).equals(fixNow) ? 1 : 0);
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
        CounterMetricFamily failures = new CounterMetricFamily("depot_gps_checksum_failures", "Messages with a wrong checksum.",
                List.of("protocol"));
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

    private static void judged(List<MetricFamilySamples> all, Judged now) {
        all.add(gauge("depot_gps_corrections_usable", "Whether rovers can work with the corrections.", now.corrections().usable() ? 1 : 0));
        GaugeMetricFamily missing = new GaugeMetricFamily("depot_gps_corrections_missing", "1 for what rovers need and do not get.",
                List.of("part"));
        for (Usability.Part part : Usability.Part.values()) {
            missing.addMetric(List.of(part.name().toLowerCase(Locale.ROOT)), now.corrections().missing().contains(part) ? 1 : 0);
        }
        all.add(missing);
        if (!now.corrections().usable()) { // in words, for the alert
            all.add(new GaugeMetricFamily("depot_gps_corrections_unusable_since_seconds",
                    "Unix time since when, what is missing, and a guess at why.",
                    List.of("missing", "cause")).addMetric(List.of(now.corrections().missingNames(), now.cause()), now.corrections()
                    .sinceMillis() / 1000.0));
        }
        GaugeMetricFamily survey = new GaugeMetricFamily("depot_gps_survey_state", "1 for how far the survey is.", List.of("state"));
        for (SurveyState.Kind kind : SurveyState.Kind.values()) {
            survey.addMetric(List.of(kind.name().toLowerCase(Locale.ROOT)), now.survey().kind() == kind ? 1 : 0);
        }
        all.add(survey);
        all.add(gauge("depot_gps_simulated", "Whether the base is made up.", now.simulated() ? 1 : 0));
    }

    private static MetricFamilySamples gauge(String name, String help, double value) {
        return new GaugeMetricFamily(name, help, value);
    }

    private static MetricFamilySamples counter(String name, String help, double value) {
        return new CounterMetricFamily(name, help, value);
    }
}
