package depot.discovery.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.json.JsonText;
import depot.support.Json;
import depot.support.ManualTime;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TelemetryBoardTest {
    private final ManualTime time = new ManualTime();
    private final Set<String> registered = new HashSet<>(Set.of("frog-0"));
    private final List<JsonText.Body> shown = new ArrayList<>(); // null where nothing is known
    private final Counter lost = Counter.build("lost_total", "x").labelNames("why").register(new CollectorRegistry());
    private final CurveMemory memory = new CurveMemory(1_000_000);
    private final TelemetryBoard board = new TelemetryBoard(this::show, time, memory, lost.labels("unregistered"));
    private final TelemetryReader reader = new TelemetryReader();

    private boolean show(String rover, JsonText.Body telemetry) {
        if (registered.contains(rover)) {
            shown.add(telemetry);
        }
        return registered.contains(rover);
    }

    private void say(String text) {
        byte[] bytes = Datagrams.bytes(text);
        reader.read(bytes, bytes.length, time.nanos(), board);
    }

    private Map<String, Object> newest() {
        return Json.object(new String(JsonText.write(shown.getLast()), StandardCharsets.UTF_8));
    }

    @Test
    void allOfItIsShownWithTheTimeThatItCame() {
        say(Datagrams.WITH_ALL);
        Map<String, Object> fields = newest();
        assertEquals(Set.of("at", "batteryVolts", "currentAmperes", "mode", "latitude", "longitude", "accuracyMetres", "positionAt",
                "linearMetresPerSecond", "angularRadiansPerSecond", "motors", "mesh"), fields.keySet());
        assertEquals(time.millis(), fields.get("at"));
        assertEquals(time.millis(), fields.get("positionAt"));
        assertEquals(48.5, fields.get("batteryVolts"));
        assertEquals(2, fields.get("mode"));
        assertEquals(Map.of("id", "rr", "celsius", 76.5, "amperes", 3.3), Json.objects(fields.get("motors")).getLast());
        assertEquals(-60, Json.object(fields.get("mesh")).get("rssi"));
    }

    @Test
    void whatIsNotKnownIsNull() throws Exception {
        say(Datagrams.captured().getFirst());
        Map<String, Object> fields = newest();
        for (String name : List.of("batteryVolts", "currentAmperes", "latitude", "longitude", "accuracyMetres", "positionAt", "mesh")) {
            assertTrue(fields.containsKey(name), name);
            assertNull(fields.get(name), name);
        }
        assertNull(Json.objects(fields.get("motors")).getFirst().get("celsius"));
    }

    @Test
    void aPositionKeepsItsOwnAgeAndWhatElseIsOldIsNotKnown() {
        say(Datagrams.WITH_ALL);
        long first = time.millis();
        time.advance(Duration.ofSeconds(11));
        say("velocity,rover=frog-0 linear=0.5,angular=0");
        Map<String, Object> fields = newest();
        assertEquals(time.millis(), fields.get("at"));
        assertEquals(first, fields.get("positionAt"));
        assertEquals(37.7749, fields.get("latitude"));
        assertEquals(first, Json.object(fields.get("mesh")).get("at"));
        assertEquals(0.5, fields.get("linearMetresPerSecond"));
        assertNull(fields.get("batteryVolts"));
        assertNull(fields.get("mode"));
        assertEquals(List.of(), fields.get("motors"));
    }

    @Test
    void afterTenSecondsNothingIsKnownAndThatIsShownOnce() {
        say(Datagrams.WITH_ALL);
        time.advance(Duration.ofSeconds(10));
        board.expire();
        assertEquals(1, shown.size());
        time.advance(Duration.ofMillis(1));
        board.expire();
        board.expire();
        assertEquals(2, shown.size());
        assertNull(shown.getLast());
        say(Datagrams.WITH_ALL);
        assertEquals(3, shown.size());
    }

    @Test
    void onlyRegisteredRoversAreTakenAndOthersCounted() {
        say(Datagrams.status("stranger", "48.0"));
        assertEquals(List.of(), shown);
        assertEquals(1, lost.labels("unregistered").get());
        assertTrue(board.newest("stranger").isEmpty());
        assertEquals(0, memory.taken());
    }

    @Test
    void aForgottenRoverLeavesNothing() {
        say(Datagrams.WITH_ALL);
        assertTrue(memory.taken() > 0);
        registered.clear();
        say(Datagrams.WITH_ALL);
        assertEquals(0, memory.taken());
        assertTrue(board.newest("frog-0").isEmpty());
        assertTrue(board.hour("frog-0").isEmpty());
    }

    /** Ten thousand a second are then five megabytes a second of garbage, which a young generation takes in its stride. */
    @Test
    void aDatagramAllocatesLittle() throws Exception {
        byte[] bytes = Datagrams.bytes(Datagrams.WITH_ALL);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 2000;
        long before = 0;
        for (int i = -rounds; i < rounds; i++) {
            if (i == 0) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            shown.clear();
            reader.read(bytes, bytes.length, time.nanos(), board);
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
        System.out.println("a datagram of eight lines allocates " + each + " bytes");
        assertTrue(each < 2000, each + " bytes for a datagram of " + bytes.length);
    }

    @Test
    void oneThatIsSilentForAnHourGivesItsMemoryBack() {
        say(Datagrams.WITH_ALL);
        time.advance(Duration.ofSeconds(11));
        board.expire();
        time.advance(Duration.ofMinutes(59));
        board.expire();
        assertTrue(board.hour("frog-0").isPresent());
        time.advance(Duration.ofMinutes(2));
        board.expire();
        assertEquals(0, memory.taken());
        assertTrue(board.hour("frog-0").isEmpty());
    }
}
