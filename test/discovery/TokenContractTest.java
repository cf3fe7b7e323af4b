package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.config.BadSetting;
import depot.support.Api;
import depot.support.Console;
import depot.support.TestService;
import depot.support.WebSocketProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ROVER_TOKEN guards what rovers call, CONSOLE_TOKEN what operators call. */
class TokenContractTest {
    private static final String ROVER = "r0ver secret+/=";
    private static final String CONSOLE = "c0nsole-secret";
    private static final String CONSOLE_QUERY = "access_token=c0nsole-secret";

    @RegisterExtension
    static final TestService service = TestService.ofTheClass("ROVER_TOKEN", ROVER, "CONSOLE_TOKEN", CONSOLE);
    static final Api api = service.api();

    @BeforeAll
    static void start() throws Exception {
        assertEquals(200, api.post("/register", Api.registration("r1"), "Authorization", "Bearer " + ROVER).status());
    }

    @ParameterizedTest
    @CsvSource({"POST, /register, rover", "POST, /heartbeat/r1, rover", "GET, /ws/rover, rover",
        "GET, /rovers, console", "HEAD, /rovers, console", "DELETE, /rovers/nobody, console", "GET, /ws, console",
        "GET, /ws?mode=delta, console", "GET, /api/sessions, console", "GET, /api/sessions/a/b/session.rrd, console"})
    void without401WithTheOthers403WithItsOwnIn(String method, String path, String whose) throws Exception {
        String own = whose.equals("rover") ? ROVER : CONSOLE;
        String others = whose.equals("rover") ? CONSOLE : ROVER;
        assertRefused(401, method, path);
        assertRefused(401, method, path, "Authorization", "Bearer " + own + "x");
        assertRefused(401, method, path, "Authorization", "Bearer " + own.substring(1));
        assertRefused(401, method, path, "Authorization", "Bearer ");
        assertRefused(401, method, path, "Authorization", "Bearer");
        assertRefused(401, method, path, "Authorization", own);
        assertRefused(401, method, path, "Authorization", "Basic " + own);
        assertRefused(403, method, path, "Authorization", "Bearer " + others);
        for (String scheme : new String[] {"Bearer ", "bearer "}) {
            int status = api.send(method, path, null, "Authorization", scheme + own).status();
            assertTrue(status != 401 && status != 403, path + ": " + status);
        }
    }

    private static void assertRefused(int status, String method, String path, String... headers) throws Exception {
        Api.Answer answer = api.send(method, path, null, headers);
        assertEquals(status, answer.status(), () -> method + " " + path + ": " + answer);
        assertEquals("*", answer.header("Access-Control-Allow-Origin").orElse("none"));
        if (!method.equals("HEAD")) {
            assertTrue(answer.json().get("error") instanceof String text && !text.contains("secret"), answer::toString);
        }
    }

    @Test
    void aRefusedCallDoesNothing() throws Exception {
        assertEquals(401, api.post("/register", Api.registration("stranger")).status());
        assertEquals(403, api.send("DELETE", "/rovers/r1", null, "Authorization", "Bearer " + ROVER).status());
        String rovers = api.get("/rovers", "Authorization", "Bearer " + CONSOLE).text();
        assertTrue(rovers.contains("\"r1\"") && !rovers.contains("stranger"), rovers);
    }

    @Test
    void healthIsAlwaysOpen() throws Exception {
        assertEquals(200, api.get("/health").status());
        assertEquals(200, api.get("/health", "Authorization", "Bearer wrong").status());
    }

    @Test
    void preflightNeedsNoToken() throws Exception {
        assertEquals(2, api.send("OPTIONS", "/rovers", null, "Origin", "http://a", "Access-Control-Request-Method", "GET").status() / 100);
    }

    @ParameterizedTest
    @CsvSource({"/ws, 401", "/ws?access_token=wrong, 401", "/ws?access_token=, 401", "/ws?access_token=r0ver%20secret%2B%2F%3D, 403",
        "/ws?" + CONSOLE_QUERY + ", 101", "/ws?mode=delta&" + CONSOLE_QUERY + ", 101", "/ws/rover, 401",
        "/ws/rover?" + CONSOLE_QUERY + ", 403", "/ws/rover?access_token=r0ver%20secret%2B%2F%3D, 101"})
    void aTokenIsCheckedBeforeTheUpgradeAndMayStandInTheAddress(String path, int status) throws Exception {
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), path)) {
            assertEquals(status, probe.status(), probe.answer());
        }
    }

    @Test
    void aWebSocketMaySendItAsAHeader() throws Exception {
        try (Console console = Console.open(service.port(), "/ws", "Authorization", "Bearer " + CONSOLE)) {
            assertTrue(console.next().rover("r1").isPresent());
        }
    }

    @Test
    void oneTokenAloneGuardsOnlyItsSide(@TempDir Path own) throws Exception {
        try (TestService half = TestService.start(own, "ROVER_TOKEN", ROVER)) {
            assertEquals(200, half.api().get("/rovers").status());
            assertEquals(401, half.api().post("/register", Api.registration("r1")).status());
        }
    }

    @Test
    void aTokenMayStandInAFile(@TempDir Path own) throws Exception {
        Path file = Files.writeString(own.resolve("token"), "from-a-file\n");
        try (TestService filed = TestService.start(own, "CONSOLE_TOKEN_FILE", file.toString())) {
            assertEquals(401, filed.api().get("/rovers").status());
            assertEquals(200, filed.api().get("/rovers", "Authorization", "Bearer from-a-file").status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "a-folder", "empty", "blank"})
    void aTokenFileThatHoldsNoTokenStopsTheStartRatherThanOpenTheDoor(String name, @TempDir Path own) throws Exception {
        Files.createDirectory(own.resolve("a-folder"));
        Files.createFile(own.resolve("empty"));
        Files.writeString(own.resolve("blank"), " \n");
        BadSetting bad = assertThrows(BadSetting.class,
                () -> TestService.start(own, "ROVER_TOKEN_FILE", own.resolve(name).toString()).close());
        assertTrue(bad.getMessage().contains("ROVER_TOKEN_FILE"), bad.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"t\u00f6ken", "a\u0000b", "a\tb", "\ud83d\ude9c"})
    void aTokenThatNoHeaderCarriesStopsTheStart(String token, @TempDir Path own) {
        for (String name : new String[] {"ROVER_TOKEN", "CONSOLE_TOKEN"}) {
            BadSetting bad = assertThrows(BadSetting.class, () -> TestService.start(own, name, token).close());
            assertTrue(bad.getMessage().contains(name) && !bad.getMessage().contains(token), bad.getMessage());
        }
    }
}
