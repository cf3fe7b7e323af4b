package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Json;
import depot.support.WebSocketProbe;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds for every call of dispatch: methods, origins, content types, sizes, tokens, health and metrics. */
class DispatchHttpContractTest {
    private static final String ID = TestDispatch.NO_ONE;
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass();
    static final Api api = depot.api();

    private static Set<String> words(String list) {
        return new TreeSet<>(Arrays.stream(list.toLowerCase(Locale.ROOT).split(",")).map(String::strip).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/zones                    | GET POST       | DELETE", "/zones/" + ID + "             | GET PUT DELETE | POST",
        "/missions                 | GET POST       | PUT",    "/missions/" + ID + "          | GET PUT DELETE | PATCH",
        "/missions/" + ID + "/start | POST           | GET",    "/missions/" + ID + "/stop     | POST           | GET",
        "/missions/" + ID + "/next  | GET            | POST",   "/tasks                        | GET            | POST",
        "/tasks/" + ID + "          | GET            | DELETE", "/tasks/" + ID + "/cancel      | POST           | GET",
        "/tasks/" + ID + "/resend   | POST           | PUT",    "/tasks/" + ID + "/events      | GET            | POST",
        "/stop                     | POST           | GET",    "/health                       | GET            | POST",
        "/ws                       | GET            | POST",   "/ws/console                   | GET            | DELETE"})
    void anotherMethodIs405WithAllowAndEveryMethodInUsePassesPreflight(String path, String methods, String wrong) throws Exception {
        Set<String> inUse = words(methods.replace(' ', ','));
        Api.Answer answer = api.send(wrong, path, null);
        assertEquals(405, answer.status(), answer::toString);
        Set<String> allow = words(answer.header("Allow").orElse(""));
        assertTrue(allow.containsAll(inUse) && !allow.contains(wrong.toLowerCase(Locale.ROOT)), answer::toString);
        assertTrue(answer.json().get("error") instanceof String);
        assertEquals("*", answer.header("Access-Control-Allow-Origin").orElse("none"));
        for (String method : methods.split(" ")) {
            Api.Answer preflight = api.send("OPTIONS", path, null, "Origin", "http://console.example", "Access-Control-Request-Method",
                    method,
                    "Access-Control-Request-Headers", "content-type,authorization,idempotency-key");
            assertEquals(2, preflight.status() / 100, preflight::toString);
            assertEquals("*", preflight.header("Access-Control-Allow-Origin").orElse("none"));
            assertTrue(words(preflight.header("Access-Control-Allow-Methods").orElse("")).contains(method.toLowerCase(Locale.ROOT)),
                    preflight::toString);
            assertTrue(words(preflight.header("Access-Control-Allow-Headers").orElse(""))
                    .containsAll(Set.of("content-type", "authorization", "idempotency-key")), preflight::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /", "GET, /zone", "POST, /missions/" + ID + "/begin", "GET, /tasks/" + ID + "/history", "GET, /ws/rover"})
    void anUnknownAddressIs404(String method, String path) throws Exception {
        Api.Answer answer = api.send(method, path, null);
        assertEquals(404, answer.status(), answer::toString);
        assertTrue(answer.json().get("error") instanceof String);
    }

    @ParameterizedTest
    @CsvSource({"/zones", "/missions", "/tasks", "/health", "/ready", "/version", "/metrics"})
    void everyOriginMayReadAndAContentTypeOnAGetIsFine(String path) throws Exception {
        Api.Answer answer = api.get(path, "Origin", "http://console.example", "Content-Type", "application/json");
        assertEquals(200, answer.status(), answer::toString);
        assertEquals("*", answer.header("Access-Control-Allow-Origin").orElse("none"));
    }

    @Test
    void errorsOfEveryKindMayBeReadByEveryOrigin() throws Exception {
        for (Api.Answer answer : List.of(api.post("/zones", "{"), api.post("/zones", "{\"name\":\"\",\"waypoints\":[]}"),
                api.get("/zones/" + ID),
                api.send("POST", "/missions/" + depot.mission("not-there") + "/start", null))) {
            assertEquals("*", answer.header("Access-Control-Allow-Origin").orElse("none"), answer::toString);
            assertEquals("application/json", answer.header("Content-Type").orElse("none").split(";")[0]);
        }
    }

    @Test
    void aContentTypeMayBeMissingOrAnother() throws Exception {
        byte[] zone = "{\"name\":\"n\",\"waypoints\":[]}".getBytes(StandardCharsets.UTF_8);
        assertEquals(201, api.send("POST", "/zones", zone).status());
        assertEquals(201, api.send("POST", "/zones", zone, "Content-Type", "text/plain").status());
        assertEquals(204, api.send("DELETE", "/zones/" + api.send("POST", "/zones", zone).json().get("id"), null, "Content-Type",
                "application/json").status());
    }

    @Test
    void aBodyThatIsTooLargeIs413() throws Exception {
        String zone = "{\"name\":\"n\",\"waypoints\":[],\"note\":\"%s\"}";
        assertEquals(201, api.post("/zones", zone.formatted("x".repeat(900_000))).status());
        Api.Answer answer = api.post("/zones", zone.formatted("x".repeat(1_100_000)));
        assertEquals(413, answer.status(), answer::toString);
        assertTrue(answer.json().get("error") instanceof String);
    }

    @Test
    void healthCountsTheConnectedRovers() throws Exception {
        assertEquals(Map.of("status", "ok", "connected_rovers", 0), api.get("/health").json());
        assertEquals(200, api.get("/ready").status());
        try (ScriptedRover one = depot.rover(); ScriptedRover two = depot.rover()) {
            assertEquals(2, api.get("/health").json().get("connected_rovers"));
            depot.lose(one);
            assertEquals(1, api.get("/health").json().get("connected_rovers"));
            depot.lose(two);
        }
        assertEquals(0, api.get("/health").json().get("connected_rovers"));
    }

    @Test
    void metricsTellOfRoversTasksAndDelays() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            List<String> lines = api.get("/metrics").text().lines().filter(line -> line.startsWith("depot_")).toList();
            for (String wanted : List.of("rovers.* 1.0", "tasks.*status=\"active\".* 1.0", "assign.*_count", "report.*_count",
                    "reports_waiting.* \\d",
                    "database.* 1.0", "replicas?.* 1.0|processes.* 1.0")) {
                assertTrue(lines.stream().anyMatch(line -> line.matches("depot_.*(" + wanted + ").*")), () -> wanted + " in\n"
                        + String.join("\n", lines));
            }
            assertFalse(lines.toString().contains(task) || lines.toString().contains(rover.id()), "no label for each task or rover");
        }
    }

    @Test
    void theVersionIsAnswered() throws Exception {
        assertTrue(api.get("/version").json().get("version") instanceof String);
    }

    @Test
    void tokensGuardRoversAndOperatorsEachTheirOwn() throws Exception {
        try (TestDispatch guarded = TestDispatch.start("ROVER_TOKEN", "rover-secret", "CONSOLE_TOKEN", "console-secret")) {
            for (String call : List.of("GET /zones", "POST /zones", "GET /zones/" + ID, "PUT /zones/" + ID, "DELETE /zones/" + ID,
                    "GET /missions", "POST /missions",
                    "GET /missions/" + ID, "PUT /missions/" + ID, "DELETE /missions/" + ID, "POST /missions/" + ID + "/start",
                    "POST /missions/" + ID + "/stop",
                    "GET /missions/" + ID + "/next", "GET /tasks", "GET /tasks/" + ID, "POST /tasks/" + ID + "/cancel", "POST /tasks/" + ID
                    + "/resend",
                    "GET /tasks/" + ID + "/events", "POST /stop", "GET /ws/console")) {
                assertGuarded(guarded, call, "console-secret", "rover-secret");
            }
            assertGuarded(guarded, "GET /ws", "rover-secret", "console-secret");
            assertEquals(200, guarded.api().get("/health").status());
            try (WebSocketProbe link = WebSocketProbe.open(guarded.port(), "/ws", "Authorization: Bearer rover-secret\r\n", new byte[0], 0);
                    WebSocketProbe console = WebSocketProbe.open(guarded.port(), "/ws/console?access_token=console-secret")) {
                assertEquals(101, link.status());
                assertEquals(101, console.status());
            }
        }
    }

    private static void assertGuarded(TestDispatch guarded, String call, String own, String others) throws Exception {
        String method = call.split(" ")[0];
        String path = call.split(" ")[1];
        assertEquals(401, guarded.api().send(method, path, null).status(), call);
        assertEquals(403, guarded.api().send(method, path, null, "Authorization", "Bearer " + others).status(), call);
        int status = guarded.api().send(method, path, null, "Authorization", "Bearer " + own).status();
        assertTrue(status != 401 && status != 403, () -> call + ": " + status);
    }

    @Test
    void theListsOfAFreshDepotAreEmptyLists() throws Exception {
        try (TestDispatch fresh = TestDispatch.start()) {
            for (String path : List.of("/zones", "/missions", "/tasks")) {
                assertEquals(List.of(), Json.objects(fresh.api().get(path).text()));
            }
        }
    }
}
