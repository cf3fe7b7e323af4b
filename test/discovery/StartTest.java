package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.config.BadSetting;
import depot.support.Api;
import depot.support.Await;
import depot.support.Console;
import depot.support.RawHttp;
import depot.support.ServiceProcess;
import depot.support.TestService;
import depot.support.WebSocketProbe;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service says when it starts, when it cannot, and in its log. */
class StartTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Duration START = Duration.ofSeconds(30); // as long as a busy machine may take for it

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"PORT, x", "PORT, 65536", "PORT, -1", "PORT, 48 60", "MAX_ROVERS, 0", "MAX_ROVERS, 1e3", "MAX_BODY_BYTES, 99999999999999",
        "MAX_HEAD_BYTES, -1", "MAX_HEAD_SECONDS, 0", "MAX_MESSAGE_BYTES, big", "MAX_CONNECTIONS, 0", "MAX_MESSAGES_PER_SECOND, 0",
        "SEND_BUFFER_BYTES, -5", "TELEMETRY_PORT, 65536", "TELEMETRY_PORT, udp", "BATTERY_LOW_VOLTS, low",
        "BATTERY_LOW_VOLTS, NaN", "BATTERY_LOW_VOLTS, -1", "BATTERY_CRITICAL_VOLTS, 43", "BATTERY_CRITICAL_VOLTS, 1e1",
        "DATA_DIR, /dev/null", "DATA_DIR, /dev/null/below", "CONSOLE_TOKEN_FILE, /nowhere/token"})
    void aValueThatCannotBeUsedIsNamed(String name, String value) {
        BadSetting bad = assertThrows(BadSetting.class, () -> TestService.start(folder, name, value).close());
        assertTrue(bad.getMessage().contains(name), bad.getMessage());
        assertEquals(1, bad.getMessage().lines().count());
    }

    @ParameterizedTest
    @CsvSource({"PORT, none", "LOG_LEVEL, loud", "LOG_LEVEL, discovery=loud"})
    void theProcessEndsWithOneLineThatNamesTheValue(String name, String value) throws Exception {
        assertEndsWithOneLineThatNames(name, ServiceProcess.launch(folder, List.of(), name, value));
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String port = Integer.toString(taken.getLocalPort());
            assertEndsWithOneLineThatNames("PORT", ServiceProcess.launch(folder, List.of(), "PORT", port, "ROVER_TOKEN", "r",
                    "CONSOLE_TOKEN", "c"));
        }
    }

    @Test
    void aSecondProcessOnTheSameFolderDoesNotStartAndSaysWhoHasIt() throws Exception {
        try (ServiceProcess first = ServiceProcess.start(folder, "ROVER_TOKEN", "r", "CONSOLE_TOKEN", "c")) {
            ServiceProcess second = ServiceProcess.launch(folder, List.of(), "ROVER_TOKEN", "r", "CONSOLE_TOKEN", "c");
            assertEndsWithOneLineThatNames("DATA_DIR", second);
            assertTrue(second.log().getFirst().contains("discovery, process " + first.pid() + " on "), () -> second.log().toString());
            assertEquals(200, first.api().get("/health").status());
            first.kill(); // whatever it leaves, the next may have it
            first.awaitExit(TEN_SECONDS);
            ServiceProcess.start(folder, "ROVER_TOKEN", "r", "CONSOLE_TOKEN", "c").close();
        }
    }

    private static void assertEndsWithOneLineThatNames(String name, ServiceProcess launched) throws Exception {
        try (ServiceProcess service = launched) {
            assertNotEquals(0, service.awaitExit(START));
            assertEquals(1, service.log().size(), () -> service.log().toString());
            assertTrue(service.log().getFirst().contains(name), () -> service.log().toString());
        }
    }

    @Test
    void withoutTokensItWarnsOnceAndSaysItsPort() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            service.api().register("r1");
            service.terminate();
            service.awaitExit(TEN_SECONDS);
            assertEquals(1, service.log().stream().filter(line -> line.contains("WARN")).count(), () -> service.log().toString());
            assertTrue(service.log().stream().anyMatch(line -> line.contains("WARN") && line.contains("ROVER_TOKEN")
                    && line.contains("CONSOLE_TOKEN")));
        }
    }

    @ParameterizedTest
    @CsvSource({"debug", "trace"})
    void aRequestIsOneLineAtDebugAndNoTokenIsEverInTheLog(String level) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "filed-secret-7");
        try (ServiceProcess service = ServiceProcess.start(folder, "LOG_LEVEL", level, "CONSOLE_TOKEN", "console-secret-7",
                "ROVER_TOKEN_FILE", file.toString())) {
            Api api = service.api();
            api.post("/register", Api.registration("logged-rover"), "Authorization", "Bearer filed-secret-7");
            assertEquals(200, api.post("/heartbeat/logged-rover", "{}", "Authorization", "Bearer filed-secret-7").status());
            assertEquals(200, api.get("/rovers?access_token=console-secret-7").status());
            assertEquals(401, api.get("/rovers?access_token=wrong-secret-7").status());
            assertEquals(401, api.get("/rovers", "Authorization", "Basic wrong-secret-7").status());
            assertEquals(403, api.get("/rovers", "Authorization", "Bearer filed-secret-7").status());
            assertEquals(404, api.get("/nothing?access_token=console-secret-7").status());
            try (Console console = Console.open(service.port(), "/ws?access_token=console-secret-7")) {
                console.next();
            }
            try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws?access_token=wrong-secret-7")) {
                assertEquals(401, probe.status());
            }
            RawHttp.status(service.port(), "GET /%zz?access_token=console-secret-7 HTTP/1.1\r\nHost: x\r\n\r\n");
            RawHttp.status(service.port(), "GET /rovers?access_token=console-secret-7 HTTP/1.1\r\nbroken secret-7\r\n\r\n");
            try (RawHttp large = RawHttp.connect(service.port())) {
                large.send("GET /rovers?access_token=console-secret-7 HTTP/1.1\r\nX: " + "x".repeat(70_000));
                large.socket().shutdownOutput();
                large.readAll();
            }
            Await.until("the requests are logged", () -> List.of("/heartbeat/logged-rover", "GET /rovers ", "GET /nothing").stream()
                    .mapToLong(path -> service.log().stream().filter(line -> line.contains(path) && line.contains("DEBUG")).count())
                    .sum() >= 6);
            service.terminate();
            assertEquals(0, service.awaitExit(TEN_SECONDS));

            List<String> log = service.log();
            assertEquals(1, log.stream().filter(line -> line.contains("/heartbeat/logged-rover")).count(), log::toString);
            assertEquals(4, log.stream().filter(line -> line.contains("GET /rovers ") && line.contains("DEBUG")).count(), log::toString);
            assertEquals(List.of(), log.stream().filter(line -> line.contains("secret-7")).toList());
            assertEquals(List.of(), log.stream().filter(line -> line.contains("WARN") && line.contains("not set")).toList());
        }
    }

    @Test
    void atInfoARequestIsNotLogged() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            service.api().register("r1");
            for (int i = 0; i < 20; i++) {
                service.api().heartbeat("r1", i);
            }
            assertTrue(service.log().size() < 8, () -> service.log().toString());
        }
    }
}
