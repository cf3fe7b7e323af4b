package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Console;
import depot.support.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The fleet as a console in delta mode puts it together; every message is held to the contract. One thread. */
final class FleetModel {
    private static final Set<String> MAY_BE_NULL = Set.of("link", "velocity", "telemetry");

    private final Map<String, Map<String, Object>> rovers = new TreeMap<>();
    private long seq = -1;
    private int wholeLists;
    private int deltas;

    void apply(Console.Message message) {
        apply(message.json());
    }

    void apply(Map<String, Object> json) {
        long number = ((Number) json.get("seq")).longValue();
        if (json.get("type").equals("rovers")) {
            assertEquals(Set.of("type", "seq", "data"), json.keySet());
            assertTrue(number >= seq, "a whole list never goes back: " + number + " after " + seq);
            rovers.clear();
            put(json.get("data"));
            wholeLists++;
        } else {
            assertEquals("delta", json.get("type"));
            assertEquals(Set.of("type", "seq", "changed", "removed"), json.keySet());
            assertTrue(wholeLists > 0, "a whole list comes first");
            assertEquals(seq + 1, number, "a delta follows on what came before");
            put(json.get("changed"));
            for (Object id : (List<?>) json.get("removed")) {
                assertTrue(id instanceof String);
                rovers.remove(id);
            }
            deltas++;
        }
        seq = number;
    }

    private void put(Object list) {
        for (Map<String, Object> rover : Json.objects(list)) {
            assertEquals(13, rover.size(), "a rover is always whole: " + rover);
            rover.forEach((field, value) -> assertTrue(value != null || MAY_BE_NULL.contains(field), rover::toString));
            rovers.put((String) rover.get("id"), rover);
        }
    }

    /** By id, as GET /rovers?detail=true has them. */
    List<Map<String, Object>> rovers() {
        return List.copyOf(rovers.values());
    }

    int wholeLists() {
        return wholeLists;
    }

    int deltas() {
        return deltas;
    }
}
