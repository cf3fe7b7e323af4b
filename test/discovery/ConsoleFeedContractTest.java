package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Console;
import depot.support.Json;
import depot.support.TestService;
import depot.support.WebSocketProbe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GET /ws: whole lists, at once and after every change, merged. Each test has a service of its own. */
class ConsoleFeedContractTest {
    @RegisterExtension
    final TestService service = TestService.ofEachTest("SEND_BUFFER_BYTES", "16384");
    private final Api api = service.api();

    @Test
    void theFirstListComesAtOnceAlsoWhenItIsEmpty() throws Exception {
        try (Console console = Console.open(service.port(), "/ws")) {
            Console.Message first = console.next();
            assertEquals(Set.of("type", "data"), first.json().keySet());
            assertEquals("rovers", first.json().get("type"));
            assertEquals(List.of(), first.data());
        }
    }

    @Test
    void aListIsOneTextFrameWithWhatGetRoversSays() throws Exception {
        api.register("r1");
        api.heartbeat("r1", 24.5);
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            assertEquals(101, probe.status());
            WebSocketProbe.Frame frame = probe.next();
            assertTrue(frame.fin());
            assertEquals(WebSocketProbe.TEXT, frame.opcode());
            assertEquals(api.rovers(), Json.objects(Json.object(frame.text()).get("data")));
        }
    }

    @Test
    void everyChangeIsSentAndWithoutOneNothingIs() throws Exception {
        try (Console console = Console.open(service.port(), "/ws")) {
            console.next();
            api.register("r1");
            assertEquals(0.0, Json.number(console.nextWhere("r1", m -> m.rover("r1").isPresent()).rover("r1").orElseThrow()
                    .get("batteryVoltage")));
            api.heartbeat("r1", 25.5);
            console.nextWhere("the heartbeat", m -> m.rover("r1").orElseThrow().get("batteryVoltage").equals(25.5));
            api.register("r1");
            console.nextWhere("the new record", m -> Json.number(m.rover("r1").orElseThrow().get("batteryVoltage")) == 0);
            api.send("DELETE", "/rovers/r1", null);
            console.nextWhere("no rover", m -> m.data().isEmpty());
            assertTrue(console.poll(Duration.ofMillis(300)).isEmpty());
        }
    }

    @Test
    void changesAreMergedToTwentyListsASecondAndEndOnTheNewest() throws Exception {
        api.register("r1");
        try (Console one = Console.open(service.port(), "/ws"); Console two = Console.open(service.port(), "/ws")) {
            one.next();
            two.next();
            long began = System.nanoTime();
            int sent = 0;
            int received = 0;
            while (received < 30) { // they come while changes do, not only when those end
                api.heartbeat("r1", ++sent);
                for (Optional<Console.Message> list = one.poll(Duration.ZERO); list.isPresent(); list = one.poll(Duration.ZERO)) {
                    received++;
                }
            }
            double newest = ++sent;
            api.heartbeat("r1", newest);
            for (Console console : List.of(one, two)) {
                int lists = console == one ? received : 0;
                Console.Message message;
                do {
                    message = console.next();
                    lists++;
                } while (Json.number(message.rover("r1").orElseThrow().get("batteryVoltage")) != newest);
                double seconds = (message.atNanos() - began) / 1e9;
                assertTrue(lists <= seconds * 20 + 2, lists + " lists in " + seconds + " s");
                assertTrue(lists >= 10, "only " + lists + " lists for " + sent + " changes in " + seconds + " s");
            }
        }
    }

    @Test
    void aSlowConsoleSkipsListsAndThenHasTheNewest() throws Exception {
        api.registerFleet(200);
        try (Console quick = Console.open(service.port(), "/ws");
                WebSocketProbe slow = WebSocketProbe.open(service.port(), "/ws", "", new byte[0], 8192)) {
            int lists = 1;
            for (int n = 1; n <= 30; n++) {
                if (n % 10 == 0) { // on a slow machine it would be closed if it read nothing at all
                    slow.nextText();
                    lists++;
                }
                double voltage = n;
                api.heartbeat("r7", voltage);
                quick.nextWhere("voltage " + voltage, m -> m.text().contains("\"batteryVoltage\":" + voltage));
            }
            while (!slow.nextText().contains("\"batteryVoltage\":30.0")) {
                lists++;
            }
            assertTrue(lists < 20, "it was slow, and got " + lists + " lists of 31");
        }
    }

    @Test
    void manyConsolesGetTheSameList() throws Exception {
        List<Console> consoles = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                consoles.add(Console.open(service.port(), "/ws"));
            }
            api.register("r1");
            for (Console console : consoles) {
                assertEquals(api.rovers(), console.nextWhere("r1", m -> m.rover("r1").isPresent()).data());
            }
            Await.until("they are counted", () -> api.metric("depot_websocket_connections{route=\"/ws\"") == 50);
        } finally {
            consoles.forEach(Console::close);
        }
        Await.until("they are gone", () -> api.metric("depot_websocket_connections{route=\"/ws\"") == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "[]", "{}", "{\"type\":\"subscribe\"}", "{\"type\":7}", ""})
    void whatAConsoleSaysIsAnsweredWithAnErrorAndTheListsGoOn(String message) throws Exception {
        try (Console console = Console.open(service.port(), "/ws")) {
            console.next();
            console.send(message);
            Console.Message error = console.next();
            assertEquals("error", error.json().get("type"));
            assertTrue(error.json().get("message") instanceof String text && !text.isBlank());
            api.register("r1");
            console.nextWhere("r1", m -> m.json().get("type").equals("rovers") && m.rover("r1").isPresent());
        }
    }

    @Test
    void pingAndCloseAreAnsweredAsRfc6455Says() throws Exception {
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            assertTrue(probe.answer().contains(WebSocketProbe.ACCEPT));
            probe.nextText();
            probe.send(WebSocketProbe.frame(true, WebSocketProbe.PING, new byte[] {1, 2, 3}));
            WebSocketProbe.Frame pong = probe.next();
            assertEquals(WebSocketProbe.PONG, pong.opcode());
            assertEquals(List.of((byte) 1, (byte) 2, (byte) 3), List.of(pong.payload()[0], pong.payload()[1], pong.payload()[2]));
            probe.send(WebSocketProbe.frame(true, WebSocketProbe.CLOSE, new byte[] {0x03, (byte) 0xE8}));
            assertEquals(1000, probe.awaitClose());
            assertTrue(probe.ended());
        }
        assertFalse(api.get("/rovers").status() != 200);
    }
}
