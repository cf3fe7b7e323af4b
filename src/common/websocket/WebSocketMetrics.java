package depot.common.websocket;

import depot.common.http.Refusals;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/** What is counted of WebSocket connections. Thread-safe. */
final class WebSocketMetrics {
    final Gauge connections;
    private final Counter closed;
    private final Counter blockedWrites;
    private final Refusals refusals;

    WebSocketMetrics(CollectorRegistry registry, Refusals refusals) {
        this.refusals = refusals;
        connections = Gauge.build("depot_websocket_connections", "Open WebSocket connections.").labelNames("route").register(registry);
        closed = Counter.build("depot_websocket_closed_total", "WebSocket connections that this service closed, by reason.")
                .labelNames("reason").register(registry);
        blockedWrites = Counter.build("depot_websocket_blocked_writes_total",
                "Writes to a WebSocket that made no headway for a second.").register(registry);
    }

    void closed(String reason) {
        closed.labels(reason).inc();
    }

    /** For what many peers may do again and again: logs the first. */
    void noteClosed(String reason, String route, String peer, String what) {
        refusals.closed(reason, route, peer + ": closed, " + what, "depot_websocket_closed_total{reason=\"" + reason + "\"}");
    }

    void blockedWrite() {
        blockedWrites.inc();
    }

    void refused(String limit, String route, String peer, String what) {
        refusals.count(limit, route, peer + ": " + what);
    }
}
