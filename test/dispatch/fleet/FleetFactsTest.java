package depot.dispatch.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.dispatch.model.SeenRover;
import depot.support.ManualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of discovery's delta feed, and how it ages; the messages are as the contract has them. */
class FleetFactsTest {
    private static final String TELEMETRY = "{\"at\":1000000,\"batteryVolts\":48.5,\"latitude\":37.7749,\"longitude\":-122.4194,"
            + "\"accuracyMetres\":0.02,\"positionAt\":1000000,"
            + "\"motors\":[{\"id\":\"fl\",\"celsius\":45.0,\"amperes\":3},{\"id\":\"rr\",\"celsius\":76.5,\"amperes\":null}],"
            + "\"mesh\":{\"rssi\":-60}}";
    private final ManualTime time = new ManualTime();
    private final FleetFacts facts = new FleetFacts(time, new RoverTroubles(null));

    private boolean hear(String message) throws IOException {
        return FactsReader.read(message.getBytes(StandardCharsets.UTF_8), facts);
    }

    private static String rover(String id, long lastSeen, String more) {
        return "{\"id\":\"" + id
                + "\",\"name\":\"n\",\"address\":\"\",\"videoAddress\":\"\",\"online\":true,\"batteryVoltage\":0.0,"
                + "\"lastPose\":{\"x\":0,\"y\":0,\"theta\":0},\"mode\":3,\"lastSeen\":"
                + lastSeen + ",\"poseKnown\":false,\"link\":{\"state\":\"up\",\"since\":1,\"why\":null},\"velocity\":null," + more + "}";
    }

    @Test
    void aWholeListAndDeltasAreTaken() throws Exception {
        assertTrue(hear("{\"type\":\"rovers\",\"seq\":1,\"data\":[" + rover("a", 1_000_000, "\"telemetry\":" + TELEMETRY) + ","
                + rover("b", 1_000_000, "\"telemetry\":null") + "]}"));
        SeenRover a = facts.of("a").orElseThrow();
        assertEquals(3, a.mode());
        assertTrue(a.online() && a.linkUp() && a.telemetry() && a.hadTelemetry());
        assertEquals(76.5, a.hottest().celsius());
        assertEquals(37.7749, a.position().latitude());
        assertNull(a.batteryVolts(), "0 V is not known");
        assertNull(a.pose(), "nor is a pose that was never other than zero");
        assertTrue(hear("{\"type\":\"delta\",\"seq\":2,\"changed\":[" + rover("c", 1, "\"telemetry\":null") + "],\"removed\":[\"b\"]}"));
        assertEquals(Optional.empty(), facts.of("b"));
        assertTrue(facts.of("c").isPresent() && facts.of("a").isPresent());
    }

    @Test
    void agesGrowAndAPositionKeepsItsOwn() throws Exception {
        hear("{\"type\":\"rovers\",\"seq\":1,\"data\":[" + rover("a", 1_004_000, "\"telemetry\":" + TELEMETRY) + "]}");
        assertEquals(Duration.ofSeconds(4), facts.of("a").orElseThrow().position().age(),
                "it was told four seconds before the rover was last seen");
        time.advance(Duration.ofSeconds(3));
        hear("{\"type\":\"delta\",\"seq\":2,\"changed\":[" + rover("a", 1_007_000, "\"telemetry\":null") + "],\"removed\":[]}");
        SeenRover a = facts.of("a").orElseThrow();
        assertEquals(Duration.ZERO, a.age());
        assertEquals(Duration.ofSeconds(7), a.position().age());
        assertFalse(a.telemetry());
        assertTrue(a.hadTelemetry());
        time.advance(Duration.ofSeconds(5));
        assertEquals(Duration.ofSeconds(5), facts.of("a").orElseThrow().age());
    }

    @Test
    void whileDiscoveryIsAwayNobodyIsPresentAndWhatWasKnownStays() throws Exception {
        hear("{\"type\":\"rovers\",\"seq\":1,\"data\":[" + rover("a", 1, "\"telemetry\":null") + "]}");
        assertEquals(Optional.empty(), facts.present());
        facts.connected(true);
        assertEquals(1, facts.present().orElseThrow().size());
        facts.connected(false);
        assertEquals(Optional.empty(), facts.present());
        assertTrue(facts.of("a").isPresent());
    }

    @Test
    void whatIsOfAnotherTypeIsPassedOver() throws Exception {
        assertTrue(hear("{\"type\":\"rovers\",\"data\":[{\"id\":5,\"telemetry\":[1,{\"a\":[]}],\"lastPose\":[1],\"link\":\"up\","
                + "\"more\":{\"deep\":[{}]}},{\"mode\":1},"
                + rover("a", 1, "\"telemetry\":{\"latitude\":\"x\",\"motors\":{\"id\":1},\"mesh\":[1,2]}") + "]}"));
        assertTrue(facts.of("a").isPresent());
        assertNull(facts.of("a").orElseThrow().position());
        assertFalse(hear("{\"type\":\"news\"}"));
        assertFalse(hear("[]"));
        assertThrows(IOException.class, () -> hear("{\"type\":"));
    }
}
