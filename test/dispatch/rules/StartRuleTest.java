package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each test begins with a case that may start and breaks one condition. */
class StartRuleTest {
    @Test
    void aMissionMayStart() {
        assertEquals(Optional.empty(), StartRule.mission(new StartRule.MissionFacts("a", true, true, null)));
        assertEquals(Optional.of("the mission is disabled"), StartRule.mission(new StartRule.MissionFacts("a", false, true, null)));
        assertEquals(Optional.of("its zone has no waypoints"), StartRule.mission(new StartRule.MissionFacts(null, true, false, null)));
    }
}
