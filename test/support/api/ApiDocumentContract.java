package depot.support.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.RawHttp;
import depot.support.api.ApiDocument.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A service's openapi.json against the service: every route and method, every status, every field, both ways, with the examples sent. A
 * service's own test says how it is started, and what has to be done for its calls to succeed or to be refused.
 */
public abstract class ApiDocumentContract {
    protected static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";
    private static final int CONNECTIONS = 16;
    private static final long TOO_LARGE = 100_000_000;
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE");

    /** Ends a service. */
    @FunctionalInterface
    public interface End {
        void end() throws IOException, SQLException;
    }

    /** @param routes as the service has declared them */
    public record Running(int port, List<String> routes, End service) implements AutoCloseable {
        @Override
        public void close() throws IOException, SQLException {
            service.end();
        }
    }

    protected abstract String service();

    /** @param settings name, value, name, value, beyond its own */
    protected abstract Running start(String... settings) throws Exception;

    /** Has every example succeed, and brings about what only this service refuses. */
    protected abstract void play(DocumentedCalls calls) throws Exception;

    /** Statuses that this test cannot bring about, as {@code operationId status}, and which does or why none can. */
    protected abstract Map<String, String> elsewhere();

    private ApiDocument document() {
        return ApiDocument.of(service());
    }

    private Running withTokens() throws Exception {
        return start("CONSOLE_TOKEN", DocumentedCalls.CONSOLE_TOKEN, "ROVER_TOKEN", DocumentedCalls.ROVER_TOKEN);
    }

    @Test
    void everyRouteIsInTheDocumentsAndTheOtherWayRound() throws Exception {
        try (Running running = start()) {
            Set<String> said = document().operations().stream().map(Operation::toString).collect(Collectors.toCollection(TreeSet::new));
            document().channels().forEach(channel -> said.add("WS " + channel.address()));
            Set<String> declared = running.routes.stream().filter(route -> !isFileOfThePage(route))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(declared, said);
        }
    }

    private static boolean isFileOfThePage(String route) {
        String path = route.substring(route.indexOf(' ') + 1);
        return path.length() > 1 && ApiDocumentContract.class.getResource("/depot/console" + path) != null;
    }

    @Test
    void noOtherMethodIsTaken() throws Exception {
        try (Running running = start()) {
            Api api = new Api(running.port);
            Set<String> paths = document().operations().stream().map(Operation::path).collect(Collectors.toCollection(TreeSet::new));
            assertTrue(paths.size() > 5, paths::toString);
            for (String path : paths) {
                Set<String> methods = document().operations().stream().filter(each -> each.path().equals(path)).map(Operation::method)
                        .collect(Collectors.toCollection(TreeSet::new));
                Set<String> allowed = new TreeSet<>(methods);
                allowed.add("OPTIONS");
                if (methods.contains("GET")) {
                    allowed.add("HEAD");
                }
                String target = path.replaceAll("[{][^}]*[}]", "splat.ply");
                for (String method : METHODS) {
                    if (!methods.contains(method)) {
                        Api.Answer answer = api.send(method, target, null);
                        assertEquals(405, answer.status(), () -> method + " " + path + ": " + answer);
                        assertEquals(allowed, Set.of(answer.header("Allow").orElse("").split(", ")), path);
                    }
                }
                assertEquals(204, api.send("OPTIONS", target, null).status(), path);
            }
            assertEquals(404, api.get("/none/of/these").status());
        }
    }

    @Test
    void everyExampleIsTakenAndEveryStatusComes() throws Exception {
        try (Running running = withTokens()) {
            DocumentedCalls calls = new DocumentedCalls(document(), running.port);
            refused(calls);
            play(calls);
            crowded(calls);
            assertEquals(Set.of(), calls.fieldsNotTried(), "of these the fields were not tried");
            Set<String> left = calls.notProvoked();
            assertEquals(new TreeSet<>(elsewhere().keySet()), left);
        }
    }

    /** What every service refuses in the same way. */
    private void refused(DocumentedCalls calls) throws Exception {
        for (Operation each : document().operations()) {
            if (!each.isGuarded()) {
                continue;
            }
            calls.call(each.id()).authorization(null).expect(401);
            calls.call(each.id()).authorization("Bearer " + (each.isRovers() ? DocumentedCalls.CONSOLE_TOKEN : DocumentedCalls.ROVER_TOKEN))
                    .expect(403);
            calls.call(each.id()).authorization(null).query("%ff").expect(400);
            if (each.hasBody()) {
                int status = calls.call(each.id()).statusOf(TOO_LARGE); // what the path names may be looked for first
                assertTrue(status == 413 || status == 404 && each.path().contains("{"), () -> each + ": " + status);
                if (each.bodyContent().getKey().equals("application/json") && !each.path().contains("{")) {
                    calls.call(each.id()).body("{".getBytes(StandardCharsets.UTF_8)).expect(400);
                }
            }
            if (each.path().contains("{") && each.statuses().contains("404")) {
                DocumentedCalls.Call unknown = calls.call(each.id());
                document().parameters(each).stream().filter(one -> one.get("in").equals("path"))
                        .forEach(one -> unknown.with((String) one.get("name"), UNKNOWN));
                unknown.expect(404);
            }
        }
    }

    /** With more connections than may be: only what is open is answered. */
    private void crowded(DocumentedCalls all) throws Exception {
        List<RawHttp> others = new ArrayList<>();
        try (Running running = start("MAX_CONNECTIONS", Integer.toString(CONNECTIONS))) {
            for (int i = 0; i < CONNECTIONS; i++) {
                RawHttp other = RawHttp.connect(running.port);
                others.add(other);
                other.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertEquals(200, other.readStatus());
            }
            DocumentedCalls calls = all.on(running.port);
            for (Operation each : document().operations()) {
                if (each.isGuarded()) {
                    assertEquals(503, calls.call(each.id()).statusOf(0), each::toString);
                }
            }
        } finally {
            for (RawHttp other : others) {
                other.close();
            }
        }
    }
}
