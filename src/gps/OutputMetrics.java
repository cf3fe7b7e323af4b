package depot.gps;

import depot.gps.ntrip.NtripPush;
import depot.gps.record.Recorder;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What goes to disk and to an outside caster, as numbers; counted when somebody asks. Any thread. */
final class OutputMetrics extends Collector {
    private final Optional<Recorder> recorder;
    private final Optional<NtripPush> push;

    OutputMetrics(Optional<Recorder> recorder, Optional<NtripPush> push) {
        this.recorder = recorder;
        this.push = push;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<MetricFamilySamples> all = new ArrayList<>();
        recorder.ifPresent(r -> {
            all.add(new CounterMetricFamily("depot_gps_recorded_bytes", "Bytes of the raw stream that were recorded.", r.recordedBytes()));
            all.add(new CounterMetricFamily("depot_gps_unrecorded_bytes", "Bytes that came and were not recorded.", r.lostBytes()));
        });
        push.ifPresent(p -> all.add(new CounterMetricFamily("depot_gps_pushed_bytes", "Bytes of corrections sent to the outside caster.", p.bytes())));
        return all;
    }
}
