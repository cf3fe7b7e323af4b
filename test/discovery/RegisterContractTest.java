package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Json;
import depot.support.TestService;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rover may say in POST /register, and what is then shown of it. Each test has a rover of its own. */
class RegisterContractTest {
    @RegisterExtension
    static final TestService service = TestService.ofTheClass();
    static final Api api = service.api();

    private static Map<String, Object> registered(String json) throws Exception {
        Api.Answer answer = api.post("/register", json);
        assertEquals(200, answer.status(), answer::toString);
        return api.rover((String) Json.object(json).get("id")).orElseThrow();
    }

    @Test
    void allThatARoverSaysIsShown() throws Exception {
        long before = System.currentTimeMillis();
        Map<String, Object> rover = registered("""
                {"id":"full","name":"Käfer 7","address":"ws://10.0.0.7:4850","video_address":"ws://10.0.0.8:9000/video",
                 "battery_voltage":25.25,"mode":3,"pose":{"x":1.5,"y":-2.25,"theta":0.5}}""");
        assertEquals("Käfer 7", rover.get("name"));
        assertEquals("ws://10.0.0.7:4850", rover.get("address"));
        assertEquals("ws://10.0.0.8:9000/video", rover.get("videoAddress"));
        assertEquals(true, rover.get("online"));
        assertEquals(25.25, rover.get("batteryVoltage"));
        assertEquals(3, rover.get("mode"));
        assertEquals(Map.of("x", 1.5, "y", -2.25, "theta", 0.5), rover.get("lastPose"));
        long lastSeen = ((Number) rover.get("lastSeen")).longValue();
        assertTrue(before <= lastSeen && lastSeen <= System.currentTimeMillis(), "lastSeen is in Unix milliseconds: " + lastSeen);
    }

    @Test
    void theAnswerIsOkTrue() throws Exception {
        Api.Answer answer = api.post("/register", Api.registration("answered"));
        assertEquals(200, answer.status());
        assertEquals(Map.of("ok", true), answer.json());
        assertEquals("application/json", answer.header("Content-Type").orElse("none").split(";")[0]);
    }

    @Test
    void whatIsLeftOutOrNullHasItsDefault() throws Exception {
        for (String rest : new String[] {"", ",\"video_address\":null,\"battery_voltage\":null,\"mode\":null,\"pose\":null",
            ",\"pose\":{\"x\":null,\"y\":null,\"theta\":null}"}) {
            Map<String, Object> rover = registered("{\"id\":\"plain\",\"name\":\"n\",\"address\":\"ws://10.0.0.7:4850\"" + rest + "}");
            assertEquals(0.0, Json.number(rover.get("batteryVoltage")));
            assertEquals(0, rover.get("mode"));
            assertEquals(Map.of("x", 0.0, "y", 0.0, "theta", 0.0), rover.get("lastPose"));
            assertEquals("ws://10.0.0.7:4851", rover.get("videoAddress"));
        }
    }

    @ParameterizedTest
    @CsvSource({"ws://10.0.0.7:4850/teleop, ws://10.0.0.7:4851/teleop", "wss://rover.example:443, wss://rover.example:443",
            "HTTP://a:4850, HTTP://a:4851", "https://a, https://a",
        "ws://[fe80::7]:4850, ws://[fe80::7]:4851"})
    void withoutAVideoAddressItIsTheAddressWithTheOtherPort(String address, String video) throws Exception {
        Map<String, Object> rover = registered("{\"id\":\"video\",\"name\":\"n\",\"address\":\"" + address + "\"}");
        assertEquals(address, rover.get("address"));
        assertEquals(video, rover.get("videoAddress"));
    }

    @Test
    void registeringAgainReplacesTheRecord() throws Exception {
        registered("""
                {"id":"twice","name":"first","address":"ws://10.0.0.7:4850","video_address":"ws://10.0.0.7:1",
                 "battery_voltage":24,"mode":2,"pose":{"x":1,"y":1,"theta":1}}""");
        Map<String, Object> rover = registered("{\"id\":\"twice\",\"name\":\"second\",\"address\":\"ws://10.0.0.9:4850\"}");
        assertEquals("second", rover.get("name"));
        assertEquals("ws://10.0.0.9:4851", rover.get("videoAddress"));
        assertEquals(0.0, Json.number(rover.get("batteryVoltage")), "what is not said again is not kept");
        assertEquals(0, rover.get("mode"));
        assertEquals(1, api.rovers().stream().filter(r -> r.get("id").equals("twice")).count());
    }

    @Test
    void unknownFieldsAreIgnored() throws Exception {
        registered("""
                {"id":"more","name":"n","address":"ws://10.0.0.7:4850","firmware":{"version":[1,2,3]},"online":false,
                 "pose":{"x":1,"y":2,"theta":3,"z":4}}""");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void everyModeOfTheContractIsTaken(int mode) throws Exception {
        assertEquals(mode, registered("{\"id\":\"mode\",\"name\":\"n\",\"address\":\"ws://a:1\",\"mode\":" + mode + "}").get("mode"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"name\":\"n\",\"address\":\"ws://a:1\"}",
        "{\"id\":\"bad\",\"address\":\"ws://a:1\"}",
        "{\"id\":\"bad\",\"name\":\"n\"}",
        "{\"id\":null,\"name\":\"n\",\"address\":\"ws://a:1\"}",
        "{\"id\":7,\"name\":\"n\",\"address\":\"ws://a:1\"}",
        "{\"id\":\"bad\",\"name\":[\"n\"],\"address\":\"ws://a:1\"}",
        "{\"id\":\"bad\",\"name\":\"n\",\"address\":{}}",
        "{\"id\":\"bad\",\"name\":\"n\",\"address\":\"ws://a:1\",\"video_address\":false}",
        "{\"id\":\"bad\",\"name\":\"n\",\"address\":\"ws://a:1\",\"battery_voltage\":\"24\"}",
        "{\"id\":\"bad\",\"name\":\"n\",\"address\":\"ws://a:1\",\"mode\":\"idle\"}",
        "{\"id\":\"bad\",\"name\":\"n\",\"address\":\"ws://a:1\",\"mode\":true}",
        "{\"id\":\"bad\",\"name\":\"n\",\"address\":\"ws://a:1\",\"pose\":[1,2,3]}",
        "{\"id\":\"bad\",\"name\":\"n\",\"address\":\"ws://a:1\",\"pose\":{\"x\":\"1\"}}"})
    void aMissingOrMistypedFieldIsRefusedWith400(String json) throws Exception {
        Api.Answer answer = api.post("/register", json);
        assertEquals(400, answer.status(), answer::toString);
        assertTrue(answer.json().get("error") instanceof String error && !error.isBlank(), answer::toString);
        assertTrue(api.rover("bad").isEmpty());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "id              | \"\"", "id | \"a\\u0000b\"", "id | \"a\\nb\"", "id | \"a\\u007fb\"", "id | \"a\\u0085b\"",
        "name            | \"\"", "name | \"tab\\there\"",
        "address         | \"not a url\"", "address | \"\"", "address | \"10.0.0.7:4850\"",
        "address         | \"javascript://a/%0aalert(1)\"", "address | \"file://a/b\"", "address | \"rtsp://a:1\"",
        "address | \"data://a\"",
        "video_address   | \"/video\"", "video_address | \"javascript://a/%0aalert(1)\"",
        "battery_voltage | 1e999", "battery_voltage | -1e999",
        "mode            | 6", "mode | -1", "mode | 99999999999",
        "pose            | {\"x\":1e999}", "pose | {\"y\":1e999}", "pose | {\"theta\":-1e999}"})
    void aValueThatIsNotAllowedIsRefusedWith422AndTheField(String field, String value) throws Exception {
        String id = field.equals("id") ? value : "\"bad\"";
        String json = "{\"id\":" + id + (field.equals("name") ? "" : ",\"name\":\"n\"")
                + (field.equals("address") ? "" : ",\"address\":\"ws://a:1\"")
                + (field.equals("id") ? "" : ",\"" + field + "\":" + value) + "}";
        Api.Answer answer = api.post("/register", json);
        assertEquals(422, answer.status(), json + answer);
        assertTrue(((String) answer.json().get("field")).startsWith(field), answer::toString);
        assertTrue(answer.json().get("error") instanceof String);
        assertTrue(api.rover("bad").isEmpty());
    }

    @Test
    void idsAndNamesHaveUpTo128CharactersAndAddresses256() throws Exception {
        String longest = "i".repeat(128);
        String address = "ws://a/" + "p".repeat(249);
        assertEquals(address, registered("{\"id\":\"%s\",\"name\":\"%s\",\"address\":\"%s\"}".formatted(longest, longest, address))
                .get("address"));
        assertRefused("id", "{\"id\":\"%si\",\"name\":\"n\",\"address\":\"ws://a\"}".formatted(longest));
        assertRefused("name", "{\"id\":\"bad\",\"name\":\"%si\",\"address\":\"ws://a\"}".formatted(longest));
        assertRefused("address", "{\"id\":\"bad\",\"name\":\"n\",\"address\":\"%sp\"}".formatted(address));
        assertRefused("video_address",
                "{\"id\":\"bad\",\"name\":\"n\",\"address\":\"ws://a\",\"video_address\":\"%sp\"}".formatted(address));
    }

    private static void assertRefused(String field, String json) throws Exception {
        Api.Answer answer = api.post("/register", json);
        assertEquals(422, answer.status(), answer::toString);
        assertEquals(field, answer.json().get("field"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "50% + 1", "Käfer 🚜", "..", "\"quoted\\\"", "?x=1#y"})
    void anyPrintableIdCanBeRegisteredHeardAndForgotten(String id) throws Exception {
        api.register(id);
        assertTrue(api.rover(id).isPresent());
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20").replace(".", "%2E");
        assertEquals(200, api.post("/heartbeat/" + encoded, "{\"battery_voltage\":12.5}").status());
        assertEquals(12.5, api.rover(id).orElseThrow().get("batteryVoltage"));
        assertEquals(2, api.send("DELETE", "/rovers/" + encoded, null).status() / 100);
        assertTrue(api.rover(id).isEmpty());
    }

    @Test
    void aRefusedRegistrationLeavesTheRoverAsItWas() throws Exception {
        Map<String, Object> before = registered("{\"id\":\"kept\",\"name\":\"n\",\"address\":\"ws://a:4850\",\"battery_voltage\":24.5}");
        assertEquals(422, api.post("/register", "{\"id\":\"kept\",\"name\":\"other\",\"address\":\"ws://b\",\"mode\":9}").status());
        assertEquals(before, api.rover("kept").orElseThrow());
    }

    @Test
    void moreThanTheMostRoversAreRefusedAndTheKnownOnesGoOn(@TempDir Path own) throws Exception {
        try (TestService small = TestService.start(own, "MAX_ROVERS", "2")) {
            small.api().register("one");
            small.api().register("two");
            Api.Answer third = small.api().post("/register", Api.registration("three"));
            assertTrue(third.status() >= 400 && third.json().containsKey("error"), third::toString);
            assertEquals(2, small.api().rovers().size());
            small.api().register("one");
            small.api().heartbeat("two", 1);
            assertEquals(1, small.api().metric("depot_refused_total{limit=\"rovers\""));
            small.api().send("DELETE", "/rovers/one", null);
            small.api().register("three");
        }
    }
}
