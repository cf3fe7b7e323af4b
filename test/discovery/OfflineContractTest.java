package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Console;
import depot.support.Json;
import depot.support.TestService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rover that falls silent. The ten seconds are real, so one test looks at all that happens around them. */
class OfflineContractTest {
    private static final Duration QUIET = Duration.ofMillis(400);

    @TempDir
    Path folder;

    @Test
    void aSilentRoverIsOfflineAfterTenSecondsAndThatIsSentOnce() throws Exception {
        try (TestService service = TestService.start(folder); Console list = Console.open(service.port(), "/ws");
                Console delta = Console.open(service.port(), "/ws?mode=delta")) {
            Api api = service.api();
            list.next();
            delta.next(); // both are there before the rovers are, so that they get them only once
            api.register("heard");
            long askedAt = System.nanoTime();
            api.register("silent");
            long answeredAt = System.nanoTime();
            Object lastSeen = api.rover("silent").orElseThrow().get("lastSeen");

            Console.Message offline = heartbeatUntilOffline(api, list);
            double earliest = (offline.atNanos() - askedAt) / 1e9;
            double latest = (offline.atNanos() - answeredAt) / 1e9;
            assertTrue(earliest >= 10 && latest <= 16, "offline was sent after " + latest + " s");
            assertEquals(true, offline.rover("heard").orElseThrow().get("online"), "a heartbeat puts the deadline off");
            assertEquals(false, api.rover("silent").orElseThrow().get("online"));
            assertEquals(lastSeen, api.rover("silent").orElseThrow().get("lastSeen"), "nobody has seen it since");
            assertEquals(1, api.metric("depot_rovers{state=\"offline\""));
            assertTrue(list.poll(QUIET).isEmpty(), "it is a change once, and nothing else changed");

            api.heartbeat("silent", 12);
            list.nextWhere("silent is back", m -> m.rover("silent").orElseThrow().get("online").equals(true));
            List<Object> shown = onlineAsShown(delta, "silent");
            assertEquals(List.of(false), shown.stream().filter(online -> online.equals(false)).toList(), "it goes offline once");
            assertEquals(true, shown.getFirst());
            assertEquals(true, shown.getLast());
        }
    }

    private static Console.Message heartbeatUntilOffline(Api api, Console list) throws Exception {
        long began = System.nanoTime();
        while (System.nanoTime() - began < Duration.ofSeconds(18).toNanos()) {
            Optional<Console.Message> message = list.poll(Duration.ofSeconds(1));
            if (message.isEmpty() && System.nanoTime() - began < Duration.ofSeconds(6).toNanos()) { // not about when silent goes offline
                api.heartbeat("heard", 24);
            } else if (message.isPresent() && message.get().rover("silent").filter(rover -> rover.get("online").equals(false))
                    .isPresent()) {
                return message.get();
            }
        }
        throw new AssertionError("offline was never sent");
    }

    /**
     * What the messages say of a rover, one after the other, until it is back from offline and shortly after. (What its link is may come
     * by itself, with the same.)
     */
    private static List<Object> onlineAsShown(Console delta, String id) throws InterruptedException {
        List<Object> online = new ArrayList<>();
        Optional<Console.Message> message;
        while ((message = delta.poll(online.contains(false) && online.getLast().equals(true) ? QUIET : Await.PATIENCE)).isPresent()) {
            Json.objects(message.get().json().get("changed")).stream()
                    .filter(rover -> rover.get("id").equals(id)).forEach(rover -> online.add(rover.get("online")));
        }
        return online;
    }
}
