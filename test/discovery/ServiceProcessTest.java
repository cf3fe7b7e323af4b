package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Console;
import depot.support.RawHttp;
import depot.support.ServiceProcess;
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

/** The service as a process: killed, told to end, and started with what it cannot use. */
class ServiceProcessTest {
    private static final Duration END = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void afterAKillWhoeverWasAnsweredIsStillRegistered() throws Exception {
        try (ServiceProcess first = ServiceProcess.start(folder)) {
            for (int i = 0; i < 20; i++) {
                first.api().register("r" + i);
            }
            first.kill(); // at once: the answer to the last one has just come
            first.awaitExit(END);
        }
        try (ServiceProcess second = ServiceProcess.start(folder)) {
            long restarted = System.nanoTime();
            assertEquals(20, second.api().rovers().size());
            assertEquals(true, second.api().rover("r7").orElseThrow().get("online"), "shown as it last was");
            second.api().heartbeat("r19", 24.5);
            Await.until("who says nothing is offline", Duration.ofSeconds(15),
                    () -> second.api().rover("r7").orElseThrow().get("online").equals(false));
            long shown = System.nanoTime() - restarted;
            assertTrue(shown > Duration.ofSeconds(8).toNanos(), "offline after " + shown / 1_000_000 + " ms");
        }
    }

    @Test
    void onTermEveryWebSocketGets1001AndTheEndIsCleanWithinTenSeconds() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(folder);
                Console list = Console.open(service.port(), "/ws");
                Console delta = Console.open(service.port(), "/ws?mode=delta");
                WebSocketProbe rover = WebSocketProbe.open(service.port(), "/ws/rover");
                RawHttp underWay = RawHttp.connect(service.port())) {
            String body = Api.registration("late");
            underWay.send("POST /register HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body.substring(0, 10));
            list.next();
            delta.next();
            service.terminate();
            assertEquals(1001, list.awaitClose());
            assertEquals(1001, delta.awaitClose());
            assertEquals(1001, rover.awaitClose());
            underWay.send(body.substring(10));
            assertEquals(200, underWay.readStatus(), "a request under way is finished");
            assertEquals(0, service.awaitExit(END));
        }
        try (ServiceProcess again = ServiceProcess.start(folder)) {
            assertTrue(again.api().rover("late").isPresent(), "and what it said is kept");
        }
    }

    @Test
    void whatWasNotYetWrittenIsWrittenAtTheEnd() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            service.api().register("a");
            service.api().heartbeat("a", 23.75);
            service.terminate();
            service.terminate(); // a second one changes nothing
            assertEquals(0, service.awaitExit(END));
        }
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            assertEquals(23.75, service.api().rover("a").orElseThrow().get("batteryVoltage"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PORT, 70000", "PORT, x", "MAX_BODY_BYTES, -1", "MAX_ROVERS, 0", "LOG_LEVEL, loud", "ROVER_TOKEN_FILE, /nowhere/token",
        "DATA_DIR, /proc/nowhere", "MAX_MESSAGES_PER_SECOND, 1.5"})
    void aValueThatCannotBeUsedStopsTheStartWithOneLineThatNamesIt(String name, String value) throws Exception {
        try (ServiceProcess service = ServiceProcess.launch(folder, List.of(), name, value)) {
            assertNotEquals(0, service.awaitExit(END));
            assertEquals(1, service.log().size(), service.log().toString());
            assertTrue(service.log().getFirst().startsWith("discovery: " + name + " "), service.log().toString());
        }
    }

    @Test
    void aPortThatIsTakenIsOneLineToo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                ServiceProcess service = ServiceProcess.launch(folder, List.of(), "PORT", "" + taken.getLocalPort())) {
            assertNotEquals(0, service.awaitExit(END));
            assertEquals(List.of("discovery: PORT " + taken.getLocalPort() + " cannot be had: Address already in use"), service.log());
        }
    }

    @Test
    void aBrokenRegistryIsPutAsideAndTheStartGoesOn() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("rovers.json"), "{\"rovers\":[{\"id\":");
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            assertEquals(List.of(), service.api().rovers());
            assertTrue(Files.exists(data.resolve("rovers.json.bad")));
            assertEquals(1, service.log().stream().filter(line -> line.contains("rovers.json")).count(), service.log().toString());
        }
    }

    @Test
    void atDebugEveryRequestIsOneLineAndNoTokenIsEverWritten() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(folder, "LOG_LEVEL", "debug", "CONSOLE_TOKEN", "s3cret", "ROVER_TOKEN", "h1dden");
                WebSocketProbe console = WebSocketProbe.open(service.port(), "/ws?access_token=s3cret")) {
            assertEquals(101, console.status());
            assertEquals(200, service.api().get("/rovers?access_token=s3cret").status());
            assertEquals(401, service.api().get("/rovers?access_token=h1dden-not").status());
            assertEquals(200, service.api().post("/register", Api.registration("r1"), "Authorization", "Bearer h1dden").status());
            Await.until("the lines are there", () -> service.log().stream().filter(line -> line.contains("/register")).count() == 1);
            assertEquals(2, service.log().stream().filter(line -> line.contains("GET /rovers ")).count(), service.log().toString());
            service.terminate();
            service.awaitExit(END);
            assertFalse(String.join("\n", service.log()).matches("(?s).*(s3cret|h1dden).*"), service.log().toString());
        }
    }
}
