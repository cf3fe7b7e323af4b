package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.support.TestService;
import depot.support.api.DocumentedSocket;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Discovery's asyncapi.json against discovery: every message is said, and everything that comes is in it. */
class SocketDocumentTest {
    @RegisterExtension
    static final TestService service = TestService.ofTheClass();

    private static DocumentedSocket open(String target) {
        return DocumentedSocket.open("discovery", service.port(), target);
    }

    @Test
    void aRoverAndConsolesSayAndHearEveryMessage() throws Exception {
        try (DocumentedSocket lists = open("/ws"); DocumentedSocket deltas = open("/ws?mode=delta");
                DocumentedSocket rover = open("/ws/rover")) {
            lists.await("rovers");
            deltas.await("snapshot");
            rover.send("register");
            assertEquals(1, ((java.util.List<?>) deltas.await("delta").get("changed")).size());
            lists.await("rovers");
            rover.send("heartbeat");
            deltas.await("delta");
            rover.send("heartbeat", java.util.Map.of("id", "nobody"));
            assertEquals("Rover not found", rover.await("error").get("message"));
            assertEquals(Set.of(), rover.unheard());
            lists.say("{\"type\":\"nothing\"}");
            lists.await("error");
            Set<String> left = lists.unheard();
            left.retainAll(deltas.unheard());
            assertEquals(Set.of(), left);
        }
        DocumentedSocket.readsEveryField("discovery", service.port(), "/ws/rover", "register");
        DocumentedSocket.readsEveryField("discovery", service.port(), "/ws/rover", "heartbeat", "register");
    }

    @Test
    void aSupervisorIsSentTheStateOfEachRover() throws Exception {
        service.api().register("bvr-02");
        try (DocumentedSocket supervisor = open("/ws/supervise")) {
            supervisor.send("supervise");
            assertEquals("bvr-02", supervisor.await("supervision").get("rover_id"));
            supervisor.send("supervise", java.util.Map.of("type", "nothing"));
            supervisor.await("error");
            assertEquals(Set.of(), supervisor.unheard());
        }
        DocumentedSocket.readsEveryField("discovery", service.port(), "/ws/supervise", "supervise", "supervise");
    }
}
