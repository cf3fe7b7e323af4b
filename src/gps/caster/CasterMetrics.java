package depot.gps.caster;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/** What the caster counts. Any thread. */
final class CasterMetrics {
    final Gauge clients;
    final Counter bytes;
    final Counter accepted;
    final Counter refused;
    final Counter dropped;
    final Histogram delay;

    CasterMetrics(CollectorRegistry registry) {
        clients = Gauge.build("depot_ntrip_clients", "Rovers that get corrections.").register(registry);
        bytes = Counter.build("depot_ntrip_sent_bytes_total", "Bytes of corrections sent to rovers.").register(registry);
        accepted = Counter.build("depot_ntrip_accepted_total", "Rovers given the stream, by version of NTRIP.").labelNames("version")
                .register(registry);
        refused = Counter.build("depot_ntrip_refused_total", "Requests and connections turned away.").labelNames("reason")
                .register(registry);
        dropped = Counter.build("depot_ntrip_dropped_total", "Rovers no longer served, by why: gone, slow, flood, end, fault.")
                .labelNames("reason").register(registry);
        delay = Histogram.build("depot_ntrip_delay_seconds", "From the receiver's giving a correction to its going out.")
                .buckets(.001, .0025, .005, .01, .02, .05, .1, .25, 1, 5, 30).register(registry);
    }
}
