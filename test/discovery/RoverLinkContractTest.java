package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Console;
import depot.support.TestService;
import depot.support.WebSocketProbe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** /ws/rover: what HTTP takes from a rover, on one WebSocket. Each test has a rover of its own. */
class RoverLinkContractTest {
    @RegisterExtension
    static final TestService service = TestService.ofTheClass();
    static final Api api = service.api();

    private static String register(String id) {
        return "{\"type\":\"register\"," + Api.registration(id).substring(1);
    }

    private static void awaitVoltage(String id, double voltage) throws Exception {
        Await.until(id + " has " + voltage + " V",
                () -> api.rover(id).filter(rover -> rover.get("batteryVoltage").equals(voltage)).isPresent());
    }

    @Test
    void registerAndHeartbeatDoWhatTheirHttpCallsDo() throws Exception {
        try (Console link = Console.open(service.port(), "/ws/rover")) {
            link.send("""
                    {"type":"register","id":"link","name":"by link","address":"ws://10.0.0.7:4850","battery_voltage":24.5,
                     "mode":1,"pose":{"x":1,"y":2,"theta":3}}""");
            awaitVoltage("link", 24.5);
            assertEquals("ws://10.0.0.7:4851", api.rover("link").orElseThrow().get("videoAddress"));
            link.send("{\"type\":\"heartbeat\",\"battery_voltage\":23.5}");
            awaitVoltage("link", 23.5);
            Map<String, Object> rover = api.rover("link").orElseThrow();
            assertEquals(1, rover.get("mode"), "a heartbeat changes only the fields given");
            assertEquals(Map.of("x", 1.0, "y", 2.0, "theta", 3.0), rover.get("lastPose"));
            assertEquals(true, rover.get("online"));
        }
    }

    @Test
    void itsHeartbeatsReachTheConsoles() throws Exception {
        try (Console console = Console.open(service.port(), "/ws"); Console link = Console.open(service.port(), "/ws/rover")) {
            link.send(register("watched"));
            link.send("{\"type\":\"heartbeat\",\"battery_voltage\":21.25}");
            console.nextWhere("its voltage", m -> m.text().contains("21.25"));
        }
    }

    @Test
    void itMixesWithHttp() throws Exception {
        try (Console link = Console.open(service.port(), "/ws/rover")) {
            link.send(register("both"));
            Await.until("it is registered", () -> api.rover("both").isPresent());
            api.heartbeat("both", 11);
            awaitVoltage("both", 11);
            link.send("{\"type\":\"heartbeat\",\"battery_voltage\":12}");
            awaitVoltage("both", 12);
        }
        api.heartbeat("both", 13);
        awaitVoltage("both", 13);
    }

    @Test
    void aHeartbeatBeforeRegisterIsAnError() throws Exception {
        try (Console link = Console.open(service.port(), "/ws/rover")) {
            link.send("{\"type\":\"heartbeat\",\"battery_voltage\":12}");
            assertError(link);
            link.send(register("late"));
            Await.until("it is registered", () -> api.rover("late").isPresent());
        }
    }

    @Test
    void aRoverThatWasForgottenIsAnsweredSoAndMayRegisterAgain() throws Exception {
        try (Console link = Console.open(service.port(), "/ws/rover")) {
            link.send(register("forgotten"));
            Await.until("it is registered", () -> api.rover("forgotten").isPresent());
            api.send("DELETE", "/rovers/forgotten", null);
            link.send("{\"type\":\"heartbeat\",\"battery_voltage\":12}");
            assertError(link);
            assertTrue(api.rover("forgotten").isEmpty());
            link.send(register("forgotten"));
            Await.until("it is back", () -> api.rover("forgotten").isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "{\"type\":", "[{\"type\":\"heartbeat\"}]", "7", "{}", "{\"type\":null}", "{\"type\":5}",
        "{\"type\":\"teleport\"}", "{\"type\":\"register\",\"id\":\"x\"}", "{\"type\":\"heartbeat\",\"mode\":9}",
        "{\"type\":\"heartbeat\",\"battery_voltage\":\"12\"}", "{\"type\":\"heartbeat\",\"pose\":{\"x\":1e999}}"})
    void aMessageThatCannotBeUsedIsAnsweredWithAnErrorAndTheLinkGoesOn(String message) throws Exception {
        try (Console link = Console.open(service.port(), "/ws/rover")) {
            link.send(register("patient"));
            link.send("{\"type\":\"heartbeat\",\"battery_voltage\":1}");
            awaitVoltage("patient", 1);
            link.send(message);
            assertError(link);
            link.send("{\"type\":\"heartbeat\",\"battery_voltage\":2}");
            awaitVoltage("patient", 2);
            assertTrue(link.isOpen());
        }
    }

    private static void assertError(Console link) throws InterruptedException {
        Map<String, Object> answer = link.next().json();
        assertEquals("error", answer.get("type"));
        assertTrue(answer.get("message") instanceof String text && !text.isBlank(), answer::toString);
    }

    @Test
    void aBinaryMessageDoesNotEndTheLink() throws Exception {
        try (WebSocketProbe link = WebSocketProbe.open(service.port(), "/ws/rover")) {
            link.text(register("binary"));
            link.send(WebSocketProbe.frame(true, WebSocketProbe.BINARY, new byte[] {1, 2, 3}));
            link.text("{\"type\":\"heartbeat\",\"battery_voltage\":3}");
            awaitVoltage("binary", 3);
        }
    }

    @Test
    void framesGluedToTheRequestCount() throws Exception {
        byte[] frame = WebSocketProbe.frame(true, WebSocketProbe.TEXT, register("glued").getBytes(StandardCharsets.UTF_8));
        try (WebSocketProbe link = WebSocketProbe.open(service.port(), "/ws/rover", "", frame, 0)) {
            assertEquals(101, link.status());
            Await.until("it is registered", () -> api.rover("glued").isPresent());
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "50"})
    void aMessageMayComeInFragmentsWithPingsInBetween(int fragmentBytes) throws Exception {
        byte[] message = register("frägments").getBytes(StandardCharsets.UTF_8);
        api.send("DELETE", "/rovers/fr%C3%A4gments", null);
        try (WebSocketProbe link = WebSocketProbe.open(service.port(), "/ws/rover")) {
            for (int from = 0; from < message.length; from += fragmentBytes) {
                int to = Math.min(message.length, from + fragmentBytes);
                link.send(WebSocketProbe.frame(to == message.length, from == 0 ? WebSocketProbe.TEXT : WebSocketProbe.CONTINUATION,
                        java.util.Arrays.copyOfRange(message, from, to)));
                if (from == 0) {
                    link.send(WebSocketProbe.frame(true, WebSocketProbe.PING, new byte[] {7}));
                    assertEquals(WebSocketProbe.PONG, link.next().opcode());
                }
            }
            Await.until("it is registered", () -> api.rover("frägments").isPresent());
        }
    }

    @Test
    void nothingIsSaidToARoverThatIsUnderstood() throws Exception {
        try (Console link = Console.open(service.port(), "/ws/rover")) {
            link.send(register("quiet"));
            link.send("{\"type\":\"heartbeat\",\"battery_voltage\":5}");
            awaitVoltage("quiet", 5);
            assertTrue(link.poll(Duration.ofMillis(100)).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET /ws/rover HTTP/1.1|Host: x|Upgrade: WebSocket|Connection: keep-alive, Upgrade|Sec-WebSocket-Version: 13",
        "GET /ws/rover HTTP/1.1|Host: x|Upgrade: websocket|Connection: keep-alive|Connection: upgrade|Sec-WebSocket-Version: 13",
        "GET /ws/rover HTTP/1.1|Host: x|Upgrade: websocket|Connection: upgrade|Sec-WebSocket-Version: 13|Sec-WebSocket-Protocol: chat"
                + "|Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits|Content-Type: application/json"})
    void whatAsksForAWebSocketAsRfc6455SaysGetsOne(String request) throws Exception {
        try (WebSocketProbe link = WebSocketProbe.raw(service.port(), handshake(request), new byte[0], 0)) {
            assertEquals(101, link.status(), link.answer());
            assertTrue(link.answer().contains(WebSocketProbe.ACCEPT), link.answer());
            assertTrue(!link.answer().toLowerCase(java.util.Locale.ROOT).contains("sec-websocket-extensions"), "none is spoken here");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET /ws/rover HTTP/1.1|Host: x", "GET /ws/rover HTTP/1.1|Host: x|Upgrade: h2c|Connection: Upgrade|Sec-WebSocket-Version: 13",
        "GET /ws/rover HTTP/1.1|Host: x|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 8",
        "POST /ws/rover HTTP/1.1|Host: x|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13|Content-Length: 0",
        "HEAD /ws/rover HTTP/1.1|Host: x|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13",
        "GET /ws/rover HTTP/1.1|Host: x|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13|Content-Length: 3",
        "GET /rovers HTTP/1.0|Host: x|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 12|Transfer-Encoding: chunked"})
    void whatDoesNotIsNoWebSocket(String request) throws Exception {
        try (WebSocketProbe link = WebSocketProbe.raw(service.port(), handshake(request), new byte[0], 0)) {
            assertTrue(link.status() != 101, link.answer());
        }
    }

    private static String handshake(String request) {
        return request.replace("|", "\r\n") + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }
}
