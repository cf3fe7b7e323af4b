package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Console;
import depot.support.Json;
import depot.support.TestService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GET /rovers, DELETE /rovers/{id}. Each test has a service of its own. */
class RoversContractTest {
    private static final Set<String> FIELDS = Set.of("id", "name", "address", "videoAddress", "online", "batteryVoltage",
            "lastPose", "mode", "lastSeen");

    @TempDir
    Path folder;

    @Test
    void anEmptyDepotIsAnEmptyList() throws Exception {
        try (TestService service = TestService.start(folder)) {
            Api.Answer answer = service.api().get("/rovers");
            assertEquals(200, answer.status());
            assertEquals("application/json", answer.header("Content-Type").orElse("none").split(";")[0]);
            assertEquals(List.of(), Json.objects(answer.text()));
        }
    }

    @Test
    void everyRoverHasEveryFieldAndNoneIsNull() throws Exception {
        try (TestService service = TestService.start(folder)) {
            service.api().register("one");
            service.api().register("two");
            List<Map<String, Object>> rovers = service.api().rovers();
            assertEquals(2, rovers.size());
            for (Map<String, Object> rover : rovers) {
                assertEquals(FIELDS, rover.keySet());
                assertFalse(rover.containsValue(null), rover::toString);
                assertEquals(Set.of("x", "y", "theta"), Json.object(rover.get("lastPose")).keySet());
            }
        }
    }

    @Test
    void whoAsksForDetailGetsTheSameAndMore() throws Exception {
        try (TestService service = TestService.start(folder)) {
            Api api = service.api();
            api.register("one");
            Map<String, Object> plain = api.rovers().getFirst();
            Map<String, Object> detailed = api.roversInDetail().getFirst();
            assertEquals(List.of(plain), Json.objects(api.get("/rovers?detail=false").text()));
            assertTrue(detailed.entrySet().containsAll(plain.entrySet()), detailed::toString);
            assertEquals(false, detailed.get("poseKnown"));
            assertTrue(detailed.keySet().containsAll(Set.of("link", "velocity", "telemetry")), detailed::toString);
            assertEquals(422, api.get("/rovers?detail=yes").status());

            api.post("/heartbeat/one", "{\"pose\":{\"x\":0,\"y\":0.5,\"theta\":0}}");
            assertEquals(true, api.roversInDetail().getFirst().get("poseKnown"));
            api.post("/heartbeat/one", "{\"pose\":{\"x\":0,\"y\":0,\"theta\":0}}");
            assertEquals(true, api.roversInDetail().getFirst().get("poseKnown"), "it has sent one before");
            assertEquals(FIELDS, api.rovers().getFirst().keySet());
        }
    }

    @Test
    void aForgottenRoverIsGoneEverywhere() throws Exception {
        try (TestService service = TestService.start(folder); Console list = Console.open(service.port(), "/ws");
                Console delta = Console.open(service.port(), "/ws?mode=delta")) {
            Api api = service.api();
            delta.next(); // it is there before they are, and so hears of all
            api.register("stays");
            api.register("goes");
            list.nextWhere("both", m -> m.data().size() == 2);
            Api.Answer answer = api.send("DELETE", "/rovers/goes", null);
            assertEquals(2, answer.status() / 100, answer::toString);
            assertTrue(api.rover("goes").isEmpty());
            list.nextWhere("one left", m -> m.data().size() == 1 && m.rover("stays").isPresent());
            delta.nextWhere("its removal", m -> m.json().get("removed") instanceof List<?> gone && gone.contains("goes"));
            assertEquals(1, api.get("/health").json().get("rovers"));
            Api.Answer again = api.send("DELETE", "/rovers/goes", null);
            assertEquals(404, again.status());
            assertTrue(again.json().containsKey("error"));
        }
    }
}
