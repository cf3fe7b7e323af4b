package depot.gps;

import depot.gps.ntrip.NtripPush;
import depot.gps.ntrip.PushView;
import depot.gps.raw.RawPort;
import depot.gps.record.Recorder;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Metrics of what goes to disk and to outside casters; collected at each request for metrics. Any thread. */
final class OutputMetrics extends Collector {
    private final Optional<Recorder> recorder;
    private final List<NtripPush> pushes;
    private final Optional<RawPort> raw;

    OutputMetrics(Optional<Recorder> recorder, List<NtripPush> pushes, Optional<RawPort> raw) {
        this.recorder = recorder;
        this.pushes = pushes;
        this.raw = raw;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<MetricFamilySamples> all = new ArrayList<>();
        recorder.ifPresent(r -> {
            all.add(new CounterMetricFamily("depot_gps_recorded_bytes", "Bytes of the raw stream that were recorded.", r.recordedBytes()));
            all.add(new CounterMetricFamily("depot_gps_unrecorded_bytes", "Bytes that came and were not recorded.", r.lostBytes()));
        });
        if (!pushes.isEmpty()) {
            CounterMetricFamily bytes = new CounterMetricFamily("depot_gps_pushed_bytes", "Bytes of corrections sent to outside casters.",
                    List.of("target"));
            GaugeMetricFamily connected = new GaugeMetricFamily("depot_gps_push_connected", "Whether corrections go to an outside caster.",
                    List.of("target"));
            for (NtripPush push : pushes) {
                bytes.addMetric(List.of(push.view().target()), push.bytes());
                connected.addMetric(List.of(push.view().target()), push.view().state() == PushView.State.CONNECTED ? 1 : 0);
            }
            all.add(bytes);
            all.add(connected);
        }
        raw.ifPresent(r -> all.add(new GaugeMetricFamily("depot_gps_raw_clients", "Programs that look on at the raw stream.",
                r.clients())));
        return all;
    }
}
