package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Idempotency-Key on calls that create: a client that does not know whether its call got through may make it again. */
class IdempotencyContractTest {
    private static final String KEY = "Idempotency-Key";
    private static final String ZONE = "{\"name\":\"yard\",\"waypoints\":[{\"x\":1,\"y\":2}]}";
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass();
    static final Api api = depot.api();

    private static int zones() throws Exception {
        return Json.objects(api.get("/zones").text()).size();
    }

    @Test
    void theSameCallWithTheSameKeyIsAnsweredTheSameAndCreatesOnce() throws Exception {
        int before = zones();
        Api.Answer first = api.post("/zones", ZONE, KEY, "zone-1");
        assertEquals(201, first.status(), first::toString);
        for (int i = 0; i < 2; i++) {
            Api.Answer again = api.post("/zones", ZONE, KEY, "zone-1");
            assertEquals(201, again.status(), again::toString);
            assertEquals(first.text(), again.text());
        }
        assertEquals(before + 1, zones());
        Api.Answer other = api.post("/zones", ZONE, KEY, "zone-2");
        assertNotEquals(first.json().get("id"), other.json().get("id"));
        assertEquals(before + 2, zones());
    }

    @Test
    void anotherBodyWithAUsedKeyIs422() throws Exception {
        Api.Answer first = api.post("/zones", ZONE, KEY, "reused");
        assertEquals(201, first.status());
        int before = zones();
        assertEquals(422, api.post("/zones", ZONE.replace("yard", "field"), KEY, "reused").status());
        assertEquals(before, zones());
        assertEquals(first.text(), api.post("/zones", ZONE, KEY, "reused").text(), "the first answer still stands");
    }

    @Test
    void keysAreOfTheirRoute() throws Exception {
        Api.Answer zone = api.post("/zones", ZONE, KEY, "shared");
        assertEquals(201, zone.status());
        String mission = "{\"name\":\"m\",\"zoneId\":\"" + zone.json().get("id") + "\"}";
        Api.Answer first = api.post("/missions", mission, KEY, "shared");
        assertEquals(201, first.status(), first::toString);
        assertEquals(first.text(), api.post("/missions", mission, KEY, "shared").text());
    }

    @Test
    void aStartThatIsMadeAgainSendsNoSecondTask() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id());
            Api.Answer first = api.send("POST", "/missions/" + mission + "/start", null, KEY, "start-1");
            assertEquals(201, first.status(), first::toString);
            rover.expect("task", first.json().get("id"));
            Api.Answer again = api.send("POST", "/missions/" + mission + "/start", null, KEY, "start-1");
            assertEquals(201, again.status(), again::toString);
            assertEquals(first.text(), again.text());
            rover.complete((String) first.json().get("id"));
            depot.awaitTask(first.json().get("id"), "done");
            assertEquals(first.text(), api.send("POST", "/missions/" + mission + "/start", null, KEY, "start-1").text());
            rover.expectNothingYet();
            assertEquals(1, Json.objects(api.get("/tasks?mission_id=" + mission).text()).size());
        }
    }

    @Test
    void callsAtTheSameTimeCreateOnceAndAreAnsweredTheSameOr409() throws Exception {
        int before = zones();
        List<Future<Api.Answer>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                calls.add(threads.submit(() -> api.post("/zones", ZONE, KEY, "at-once")));
            }
        }
        Set<String> created = new HashSet<>();
        for (Future<Api.Answer> call : calls) {
            if (call.get().status() == 201) {
                created.add(call.get().text());
            } else {
                assertEquals(409, call.get().status(), call.get()::toString);
            }
        }
        assertEquals(1, created.size());
        assertEquals(before + 1, zones());
    }

    @Test
    void aCallThatWasRefusedCreatedNothingAndMayBeMendedUnderAnotherKey() throws Exception {
        assertEquals(422, api.post("/zones", "{\"name\":\"\",\"waypoints\":[]}", KEY, "bad").status());
        assertEquals(422, api.post("/zones", "{\"name\":\"\",\"waypoints\":[]}", KEY, "bad").status());
        assertEquals(201, api.post("/zones", ZONE, KEY, "mended").status());
    }

    @Test
    void aKeyIsNotEndless() throws Exception {
        int before = zones();
        Api.Answer answer = api.post("/zones", ZONE, KEY, "k".repeat(5000));
        assertTrue(answer.status() == 400 || answer.status() == 422, answer::toString);
        assertEquals(before, zones());
        assertEquals(201, api.post("/zones", ZONE, KEY, "k".repeat(128)).status());
    }

    @Test
    void withoutAKeyEveryCallCreates() throws Exception {
        Map<String, Object> first = depot.create("/zones", ZONE);
        assertNotEquals(first.get("id"), depot.create("/zones", ZONE).get("id"));
    }
}
