package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.support.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RosterTest {
    private final ManualTime time = new ManualTime();
    private final OfflineWatch watch = new OfflineWatch(time);
    private final Roster roster = Rovers.roster(time, watch);

    private Rover only() {
        assertEquals(1, roster.rovers().size());
        return roster.rovers().getFirst();
    }

    private void pass(Duration duration) {
        time.advance(duration);
        watch.runDue(roster);
    }

    @Test
    void aRegistrationSetsEveryDefault() {
        assertEquals(Roster.Registered.NEW, roster.register(Rovers.registration("a")));
        assertEquals(new Rover("a", "Rover a", "ws://10.0.0.7:4850", "ws://10.0.0.7:4851", true, 0, 0, Pose.ORIGIN, time.millis()), only());
    }

    @Test
    void registeringAgainReplacesTheRecord() {
        roster.register(Rovers.registration("a"));
        roster.heartbeat("a", Rovers.heartbeat(24));
        assertEquals(Roster.Registered.KNOWN, roster.register(Rovers.registration("a")));
        assertEquals(0, only().batteryVoltage());
        assertEquals(Roster.Registered.CHANGED, roster.register(Registration.from(JsonObject.parse(
                "{\"id\":\"a\",\"name\":\"Other\",\"address\":\"ws://10.0.0.7:4850\"}"))));
    }

    @Test
    void aHeartbeatChangesOnlyWhatItGives() {
        roster.register(Rovers.registration("a"));
        roster.heartbeat("a", Heartbeat.from(JsonObject.parse("{\"mode\":3,\"pose\":{\"x\":1,\"y\":2,\"theta\":3}}")));
        roster.heartbeat("a", Rovers.heartbeat(24.5));
        assertEquals(24.5, only().batteryVoltage());
        assertEquals(3, only().mode());
        assertEquals(new Pose(1, 2, 3), only().pose());
        assertFalse(roster.heartbeat("b", Rovers.heartbeat(1)));
    }

    @Test
    void offlineIsTenSecondsAfterTheLastMessageAndShownOnce() {
        roster.register(Rovers.registration("a"));
        pass(Duration.ofSeconds(6));
        roster.heartbeat("a", Rovers.heartbeat(24));
        pass(Duration.ofMillis(9_999));
        assertTrue(only().online());
        roster.drain();
        pass(Duration.ofMillis(1));
        assertFalse(only().online());
        assertEquals(Set.of("a"), roster.drain());
        pass(Duration.ofSeconds(60));
        assertEquals(Set.of(), roster.drain());
    }

    @Test
    void aHeartbeatBringsARoverBackAndItIsWatchedAnew() {
        roster.register(Rovers.registration("a"));
        pass(Duration.ofSeconds(11));
        roster.heartbeat("a", Rovers.heartbeat(24));
        assertTrue(only().online());
        pass(Duration.ofSeconds(10));
        assertFalse(only().online());
    }

    @Test
    void aRestoredRoverIsShownAsItWasForTenSeconds() {
        Rover online = new Rover("a", "A", "ws://a:1", "ws://a:2", true, 24, 3, Pose.ORIGIN, 5);
        roster.restore(online);
        roster.restore(new Rover("b", "B", "ws://b:1", "ws://b:2", false, 24, 3, Pose.ORIGIN, 5));
        assertEquals(online, roster.rovers().getFirst());
        assertFalse(roster.rovers().getLast().online());
        pass(Duration.ofSeconds(10));
        assertEquals(online.offline(), roster.rovers().getFirst());
    }

    @Test
    void aForgottenRoverIsGoneAndMayComeBack() {
        roster.register(Rovers.registration("a"));
        roster.drain();
        assertTrue(roster.forget("a"));
        assertFalse(roster.forget("a"));
        assertEquals(new Roster.Changes(List.of(), List.of("a")), roster.changes(roster.drain()));
        assertEquals(0, roster.size());
        assertEquals(Roster.Registered.NEW, roster.register(Rovers.registration("a")));
        pass(Duration.ofSeconds(10));
        assertFalse(only().online());
    }

    @Test
    void nothingIsKeptOfRoversThatAreForgotten() {
        roster.register(Rovers.registration("stays"));
        for (int i = 0; i < 1_000; i++) {
            roster.register(Rovers.registration("r" + i));
            roster.forget("r" + i);
        }
        assertEquals(1, watch.size());
        roster.forget("stays");
        assertEquals(0, watch.size());
    }

    @Test
    void detailIsShownInDeltasAndLeavesListsAsTheyAre() {
        roster.register(Rovers.registration("a"));
        roster.drain();
        long version = roster.version();
        JsonText.Body link = json -> json.writeString("up");
        assertTrue(roster.detail("a", detail -> detail.withLink(link, null)));
        assertEquals(Set.of("a"), roster.drain());
        assertEquals(version, roster.version());
        assertTrue(roster.detail("a", detail -> detail.withLink(link, null)));
        assertEquals(Set.of(), roster.drain(), "nothing is reported twice");
        String json = new String(roster.encodedInDetail().getFirst(), StandardCharsets.UTF_8);
        assertTrue(json.endsWith(",\"poseKnown\":false,\"link\":\"up\",\"velocity\":null,\"telemetry\":null}"), json);
        assertFalse(roster.detail("b", detail -> detail));
    }

    @Test
    void theRosterIsBounded() {
        for (int i = 0; i < 100; i++) {
            assertEquals(Roster.Registered.NEW, roster.register(Rovers.registration("r" + i)));
        }
        assertEquals(Roster.Registered.FULL, roster.register(Rovers.registration("one more")));
        assertEquals(Roster.Registered.KNOWN, roster.register(Rovers.registration("r5")));
        roster.forget("r7");
        assertEquals(Roster.Registered.NEW, roster.register(Rovers.registration("one more")));
    }

    @Test
    void theListIsSortedById() {
        for (String id : List.of("b", "c", "a")) {
            roster.register(Rovers.registration(id));
            roster.encoded();
        }
        assertEquals(List.of("a", "b", "c"), roster.rovers().stream().map(Rover::id).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7:4850", "rover", "ws:", "//10.0.0.7", "http://a b", "javascript:alert(1)"})
    void anAddressMustBeAUrl(String address) {
        BadInput error = Assertions.assertThrows(BadInput.class, () -> Registration.from(JsonObject.parse(
                "{\"id\":\"a\",\"name\":\"a\",\"address\":\"" + address + "\"}")));
        assertEquals("address", error.field());
    }
}
