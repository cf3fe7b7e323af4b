package depot.discovery.page;

import depot.common.http.Access;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.JsonText;
import depot.common.service.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the web page at {@code /}, without a token: it contains nothing about the fleet, and asks for a token where the
 * services want one. Thread-safe.
 */
public final class PageRoutes implements Service.RouteGroup {
    /** Where the page asks, first of all, how the services are reached; a proxy answers there with discovery's own health. */
    private static final String PROBE = "/api/discovery/health";
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9.-]+)(?::\\d+)?");

    private final int dispatchPort;
    private final int gpsPort;
    private final int archivePort;

    /** @param dispatchPort where this host's dispatch is, and so the page's to call; the others alike */
    public PageRoutes(int dispatchPort, int gpsPort, int archivePort) {
        this.dispatchPort = dispatchPort;
        this.gpsPort = gpsPort;
        this.archivePort = archivePort;
    }

    @Override
    public void declare(Routes routes) {
        for (PageFile file : files()) {
            routes.get("/" + file.path(), Access.OPEN, request -> answer(request, file));
            if (file.path().equals(PageFile.INDEX)) {
                routes.get("/", Access.OPEN, request -> answer(request, file));
            }
        }
        routes.get(PROBE, Access.OPEN, request -> Response.json(200, ports()));
    }

    private static List<PageFile> files() {
        try {
            return PageFile.all();
        } catch (IOException e) {
            throw new UncheckedIOException("the page cannot be read from its jar", e);
        }
    }

    private byte[] ports() {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("status", "ok");
            json.writeObjectFieldStart("ports"); // a proxied health has none
            json.writeNumberField("dispatch", dispatchPort);
            json.writeNumberField("gps", gpsPort);
            json.writeNumberField("archive", archivePort);
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private Response answer(Request request, PageFile file) throws IOException {
        return file.answer(request)
                .with("Content-Security-Policy", policy(request))
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "no-referrer")
                .with("X-Frame-Options", "DENY");
    }

    /**
     * Content Security Policy Level 3. A source cannot say “this host, another port”, so the host is the one that the
     * browser asked for; an IPv6 address has no form there at all.
     */
    private String policy(Request request) {
        Matcher host = HOST.matcher(request.header("Host").orElse(""));
        String name = host.matches() ? host.group(1) : "*";
        String self = host.matches() ? " ws://" + host.group() : " ws:"; // not every browser counts WebSockets as 'self'
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; manifest-src 'self'; connect-src 'self'" + self
                + port(name, dispatchPort) + port(name, gpsPort) + port(name, archivePort)
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static String port(String host, int port) {
        return " http://" + host + ":" + port + " ws://" + host + ":" + port; // https and wss count as well
    }
}
