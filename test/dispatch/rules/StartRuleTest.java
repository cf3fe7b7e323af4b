package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Each test begins with a case that may start and breaks one condition. */
class StartRuleTest {
    private static final UUID TASK = UUID.fromString("00000000-0000-0000-0000-000000000001");

    private static Optional<String> why(StartRule.RoverFacts facts) {
        return StartRule.rover(facts).map(StartRule.Obstacle::why);
    }

    @Test
    void aMissionMayStart() {
        assertEquals(Optional.empty(), StartRule.mission(new StartRule.MissionFacts("a", true, true, null)));
        assertEquals(Optional.of("the mission is disabled"), StartRule.mission(new StartRule.MissionFacts("a", false, true, null)));
        assertEquals(Optional.of("its zone has no waypoints"), StartRule.mission(new StartRule.MissionFacts(null, true, false, null)));
    }

    @Test
    void aRoverMayBeGivenATask() {
        assertEquals(Optional.empty(), why(new StartRule.RoverFacts("a", true, false, null, null)));
        assertEquals(Optional.of("rover a is not connected"), why(new StartRule.RoverFacts("a", false, false, null, null)));
        assertEquals(Optional.of("rover a is out of service"), why(new StartRule.RoverFacts("a", true, true, null, null)));
        assertEquals(Optional.of("rover a has task " + TASK), why(new StartRule.RoverFacts("a", true, false, TASK, null)));
        assertEquals(Optional.of("rover a has not confirmed the cancel of task " + TASK), why(new StartRule.RoverFacts("a", true, false, null, TASK)));
    }

    @Test
    void onlyAConfirmationIsExpectedSoon() {
        assertEquals(Optional.of(true), StartRule.rover(new StartRule.RoverFacts("a", true, false, null, TASK)).map(StartRule.Obstacle::soon));
        assertEquals(Optional.of(false), StartRule.rover(new StartRule.RoverFacts("a", true, false, TASK, TASK)).map(StartRule.Obstacle::soon));
        assertEquals(Optional.of(false), StartRule.rover(new StartRule.RoverFacts("a", false, false, null, TASK)).map(StartRule.Obstacle::soon));
    }
}
