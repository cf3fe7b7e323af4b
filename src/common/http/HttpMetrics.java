package depot.common.http;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.util.Set;

/** What is counted of HTTP. Thread-safe. */
final class HttpMetrics {
    // a client may invent methods, and each would be a time series for ever
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

    private final Counter requests;

    HttpMetrics(CollectorRegistry registry) {
        requests = Counter.build("depot_http_requests_total", "HTTP requests answered; 101 is a WebSocket opened.")
                .labelNames("method", "route", "status").register(registry);
    }

    void request(String method, String route, int status) {
        requests.labels(METHODS.contains(method) ? method : "other", route, Integer.toString(status)).inc();
    }
}
