package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Json;
import depot.support.WebSocketProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A console that falls behind is sent the full state again, rovers that left included, and holds up nobody. */
class ConsoleLagTest {
    /** Twice as many is more than the feed keeps for a console that does not read. */
    private static final int HALF = 8_500;

    @Test
    void whatHappenedWhileItDidNotReadIsAllThereAfterwards() throws Exception {
        try (TestDispatch depot = TestDispatch.start("SEND_BUFFER_BYTES", "8192");
                ScriptedRover working = depot.rover();
                WebSocketProbe slow = WebSocketProbe.open(depot.port(), "/ws/console", "", new byte[0], 8192)) {
            Reading reading = new Reading(slow);
            ScriptedRover leaving = depot.rover();
            String ended = depot.activate(working);
            List<String> large = new ArrayList<>();
            for (int i = 0; i < 3; i++) { // more than the sockets hold: it stands still
                large.add(depot.zone(IntStream.range(0, 8_000).mapToObj(n -> "{\"x\":" + n + ".123456789,\"y\":0.987654321}")
                        .collect(Collectors.joining(",", "[", "]"))));
            }
            depot.lose(leaving);
            working.complete(ended);
            depot.awaitTask(ended, "done");
            String open = depot.activate(working);
            try (ScriptedRover coming = depot.rover()) {
                reading.upTo(large.get(0)); // on a slow machine it would be closed if it read nothing at all
                flood(depot, HALF);
                reading.upTo(large.get(1));
                flood(depot, HALF); // the same again: only the last state needs to be sent
                String last = depot.zone();
                // another console is not held up; and all of the flood has been sent before this one reads on
                depot.console().awaitType("zone_update", m -> Json.object(m.get("zone")).get("id").equals(last));
                reading.upTo(last);
                assertEquals(Map.of(working.id(), true, leaving.id(), false, coming.id(), true), reading.connected);
                assertEquals(Map.of(ended, "done", open, "active"), reading.tasks);
                assertTrue(reading.messages < 2 * HALF, () -> "it was sent all of " + reading.messages + ": that is no lag");
            }
        }
    }

    /** What the slow console knows by what it has read. */
    private static final class Reading {
        final Map<Object, Object> connected = new HashMap<>();
        final Map<Object, Object> tasks = new HashMap<>();
        private final WebSocketProbe console;
        int messages;

        Reading(WebSocketProbe console) {
            this.console = console;
        }

        void upTo(String zone) throws IOException {
            for (boolean there = false; !there; messages++) {
                Map<String, Object> message = Json.object(console.nextText());
                switch ((String) message.get("type")) {
                    case "rover_update" -> connected.put(message.get("rover_id"), message.get("connected"));
                    case "task_update" -> tasks.put(Json.object(message.get("task")).get("id"), Json.object(message.get("task"))
                            .get("status"));
                    case "zone_update" -> there = Json.object(message.get("zone")).get("id").equals(zone);
                    default -> { }
                }
            }
        }
    }

    /** As many messages as that: a zone goes, and its missions with it. */
    private static void flood(TestDispatch depot, int missions) throws Exception {
        String zone = depot.zone();
        depot.sql("INSERT INTO missions (id, name, zone_id) SELECT md5(n::text)::uuid, 'm', '" + zone + "' FROM generate_series(1, "
                + missions + ") n");
        assertEquals(204, depot.api().send("DELETE", "/zones/" + zone, null).status());
    }
}
