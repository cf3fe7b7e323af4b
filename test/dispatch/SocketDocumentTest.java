package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.support.Api;
import depot.support.Json;
import depot.support.api.DocumentedSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dispatch's asyncapi.json against dispatch: every message is said, and everything that comes is in it. */
class SocketDocumentTest {
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass();

    private static DocumentedSocket open(String target) {
        return DocumentedSocket.open("dispatch", depot.port(), target);
    }

    @Test
    void aRoverAndAConsoleSayAndHearEveryMessage() throws Exception {
        Api api = depot.api();
        try (DocumentedSocket console = open("/ws/console"); DocumentedSocket rover = open("/ws")) {
            console.await("hold_update");
            rover.send("register");
            assertEquals("bvr-01", console.await("rover_update").get("rover_id"));
            String mission = depot.mission("bvr-01");
            console.await("zone_update");
            console.await("mission_update");
            String task = depot.start(mission).get("id").toString();
            assertEquals(task, rover.await("task").get("task_id"));
            console.await("task_update");
            rover.send("progress", Map.of("task_id", task));
            rover.await("ack");
            rover.send("failed", Map.of("task_id", task));
            console.await("alarm");
            String another = depot.start(mission).get("id").toString();
            rover.await("task");
            rover.send("complete", Map.of("task_id", another));
            rover.await("ack");
            depot.start(mission);
            rover.await("task");
            assertEquals(200, api.send("POST", "/stop", null).status());
            rover.await("cancel");
            console.await("hold_update");
            assertEquals(200, api.send("POST", "/rovers/bvr-01/hold", null).status());
            console.await("rover_update");
            assertEquals(200, api.send("PUT", "/site", "{\"name\":\"yard\"}".getBytes(StandardCharsets.US_ASCII)).status());
            console.await("site_update");
            assertEquals(204, api.send("DELETE", "/missions/" + mission, null).status());
            console.await("mission_delete");
            for (Map<String, Object> zone : Json.objects(api.get("/zones").text())) {
                assertEquals(204, api.send("DELETE", "/zones/" + zone.get("id"), null).status());
            }
            console.await("zone_delete");
            rover.send("register");
            rover.await("error");
            console.say("{\"type\":\"nothing\"}");
            console.await("error");
            assertEquals(Set.of(), console.unheard());
            assertEquals(Set.of(), rover.unheard());
        }
        DocumentedSocket.readsEveryField("dispatch", depot.port(), "/ws", "register");
        for (String each : new String[] {"progress", "complete", "failed"}) {
            DocumentedSocket.readsEveryField("dispatch", depot.port(), "/ws", each, "register");
        }
    }
}
