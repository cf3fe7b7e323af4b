package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.TestService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /heartbeat/{id}. Before each test the rover r1 is registered anew. */
class HeartbeatContractTest {
    private static final String R1 = """
            {"id":"r1","name":"n","address":"ws://10.0.0.7:4850","battery_voltage":24.5,"mode":2,"pose":{"x":1,"y":2,"theta":3}}""";

    @RegisterExtension
    static final TestService service = TestService.ofTheClass();
    static final Api api = service.api();

    @BeforeEach
    void registerAnew() throws Exception {
        assertEquals(200, api.post("/register", R1).status());
    }

    private static Map<String, Object> r1() throws Exception {
        return api.rover("r1").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "{\"battery_voltage\":23.5}                  | batteryVoltage",
        "{\"mode\":4}                                | mode",
        "{\"pose\":{\"x\":7,\"y\":8,\"theta\":9}}    | lastPose"})
    void changesOnlyTheFieldsGiven(String heartbeat, String changed) throws Exception {
        Map<String, Object> before = new HashMap<>(r1());
        Api.Answer answer = api.post("/heartbeat/r1", heartbeat);
        assertEquals(200, answer.status());
        assertEquals(Map.of("ok", true), answer.json());
        Map<String, Object> after = new HashMap<>(r1());
        Map<String, Object> expected = Map.of("batteryVoltage", 23.5, "mode", 4, "lastPose", Map.of("x", 7.0, "y", 8.0, "theta", 9.0));
        assertEquals(expected.get(changed), after.get(changed));
        for (Map<String, Object> rover : List.of(before, after)) {
            rover.remove(changed);
            rover.remove("lastSeen");
        }
        assertEquals(before, after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"battery_voltage\":null,\"mode\":null,\"pose\":null}",
            "{\"speed\":1.5,\"name\":\"other\",\"online\":false}"})
    void aHeartbeatThatSaysNothingChangesOnlyWhenItWasSeen(String heartbeat) throws Exception {
        Map<String, Object> before = r1();
        Await.until("the clock goes on", () -> System.currentTimeMillis() > ((Number) before.get("lastSeen")).longValue());
        assertEquals(200, api.post("/heartbeat/r1", heartbeat).status());
        Map<String, Object> expected = new HashMap<>(before);
        Map<String, Object> after = new HashMap<>(r1());
        assertTrue(((Number) after.remove("lastSeen")).longValue() > ((Number) expected.remove("lastSeen")).longValue());
        assertEquals(expected, after);
    }

    @Test
    void aRoverThatIsNotRegisteredIsAnswered404() throws Exception {
        Api.Answer answer = api.post("/heartbeat/nobody", "{\"battery_voltage\":24}");
        assertEquals(404, answer.status());
        assertEquals(Map.of("error", "Rover not found"), answer.json());
        assertTrue(api.rover("nobody").isEmpty());
    }

    @Test
    void aForgottenRoverMustRegisterAgain() throws Exception {
        assertEquals(2, api.send("DELETE", "/rovers/r1", null).status() / 100);
        assertEquals(404, api.post("/heartbeat/r1", "{}").status());
        assertEquals(200, api.post("/register", R1).status());
        assertEquals(200, api.post("/heartbeat/r1", "{}").status());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "{\"battery_voltage\":\"full\"}            | 400 | -",
        "{\"mode\":\"idle\"}                       | 400 | -",
        "{\"pose\":3}                              | 400 | -",
        "{\"pose\":{\"y\":[]}}                     | 400 | -",
        "{\"mode\":6}                              | 422 | mode",
        "{\"battery_voltage\":1e400}               | 422 | battery_voltage",
        "{\"battery_voltage\":20,\"mode\":-1}      | 422 | mode",
        "{\"mode\":1,\"pose\":{\"theta\":1e400}}   | 422 | pose.theta"})
    void aBadHeartbeatIsRefusedWholeAndChangesNothing(String heartbeat, int status, String field) throws Exception {
        Map<String, Object> before = r1();
        Api.Answer answer = api.post("/heartbeat/r1", heartbeat);
        assertEquals(status, answer.status(), answer::toString);
        assertTrue(answer.json().get("error") instanceof String);
        assertEquals(field.equals("-") ? null : field, answer.json().get("field"));
        assertEquals(before, r1());
    }

    @Test
    void ofHeartbeatsFromManyConnectionsEachRoversLastOneStays() throws Exception {
        List<Future<?>> senders = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int sender = 0; sender < 8; sender++) {
                String id = "many-" + sender;
                senders.add(threads.submit(() -> {
                    api.register(id);
                    for (int n = 1; n <= 50; n++) {
                        api.heartbeat(id, n);
                    }
                    return null;
                }));
            }
        }
        for (Future<?> sender : senders) {
            sender.get();
        }
        for (int sender = 0; sender < 8; sender++) {
            assertEquals(50.0, api.rover("many-" + sender).orElseThrow().get("batteryVoltage"));
        }
    }
}
