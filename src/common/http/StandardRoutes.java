package depot.common.http;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.config.Version;
import depot.common.json.JsonText;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The routes of every service: {@code /health}, {@code /ready}, {@code /version}, {@code /metrics}, and the descriptions of its calls:
 * {@code /openapi.json}, and {@code /asyncapi.json} where it has WebSockets.
 */
public final class StandardRoutes {
    /** How a service is; both methods may be called by any thread. */
    public interface Health {
        /** What the service needs and does not have, in words; empty when all is well. */
        Optional<String> degraded();

        /** Fields of the service's own for {@code /health}, such as counts. */
        void details(JsonGenerator json) throws IOException;
    }

    private static final List<String> DOCUMENTS = List.of("/openapi.json", "/asyncapi.json");

    private StandardRoutes() {}

    /**
     * Adds the routes. They need no token: supervisors and load balancers have none, and which calls there are is no secret.
     *
     * @param service its name, which is its package's: what it says of its calls lies there
     */
    public static Routes add(Routes routes, String service, Health health, CollectorRegistry registry) {
        for (String document : DOCUMENTS) {
            PackedFile.of("/depot/" + service + document, "application/json")
                    .ifPresent(file -> routes.get(document, Access.OPEN, file::answer));
        }
        MetricsText metrics = new MetricsText(registry);
        return routes
                .get("/health", Access.OPEN, request -> Response.json(200, health(health)))
                .get("/ready", Access.OPEN, request -> Response.json(health.degraded().isEmpty() ? 200 : 503, health(health)))
                .get("/version", Access.CONSOLE, request -> Response.json(200, version(service)))
                .get("/metrics", Access.CONSOLE, request -> metrics.answer());
    }

    private static byte[] health(Health health) {
        Optional<String> degraded = health.degraded();
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("status", degraded.isEmpty() ? "ok" : "degraded");
            if (degraded.isPresent()) {
                json.writeStringField("reason", degraded.get());
            }
            health.details(json);
            json.writeEndObject();
        });
    }

    private static byte[] version(String service) {
        Version version = Version.read();
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("service", service);
            json.writeStringField("version", version.number());
            json.writeStringField("revision", version.revision());
            json.writeStringField("java", Runtime.version().toString());
            json.writeEndObject();
        });
    }
}
