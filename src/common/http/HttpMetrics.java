package depot.common.http;

import depot.common.memory.OutputBudget;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.Set;

/** What is counted of HTTP. Thread-safe. */
final class HttpMetrics {
    // a client may invent methods, and each would be a time series for ever
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

    private final Counter requests;

    HttpMetrics(CollectorRegistry registry, OutputBudget output) {
        requests = Counter.build("depot_http_requests_total",
                "HTTP requests answered; 101 is a WebSocket opened, cut an answer that did not get out whole.")
                .labelNames("method", "route", "status").register(registry);
        new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                return List.of(new GaugeMetricFamily("depot_output_bytes", "What waits in memory for clients to read it, in bytes.",
                        output.bytes()));
            }
        }.register(registry);
    }

    void request(String method, String route, String status) {
        requests.labels(METHODS.contains(method) ? method : "other", route, status).inc();
    }
}
