package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import depot.dispatch.model.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StallAndHomeRuleTest {
    private static final KnownRover.Place HOME = new KnownRover.Place(0, 0);

    @Test
    void aWayIsAsLongAsItIs() {
        assertEquals(5, new KnownRover.Place(4, 6).metresTo(new KnownRover.Place(1, 2)));
        assertEquals(5, new KnownRover.Place(-1, 2).metresTo(new KnownRover.Place(2, -2)));
    }

    @ParameterizedTest
    @CsvSource({"0,is disabled", "1,is idle", "2,is driven by hand", "4,is in emergency stop", "5,is in fault"})
    void whoIsNotAutonomousDoesNotDrive(int mode, String why) {
        assertEquals(new StallRule.Driving.No(why), StallRule.of(Sample.mode(mode, true)));
        assertEquals(new StallRule.Driving.Unknown(), StallRule.of(Sample.mode(mode, false)), "what is old is not known");
    }

    @Test
    void whoIsAutonomousDrivesAndOfOthersNothingIsKnown() {
        assertInstanceOf(StallRule.Driving.Yes.class, StallRule.of(Sample.mode(3, true)));
        assertInstanceOf(StallRule.Driving.Unknown.class, StallRule.of(Sample.mode(77, true)));
        assertInstanceOf(StallRule.Driving.Unknown.class, StallRule.of(KnownRover.NOTHING));
    }

    private static KnownRover low(Double volts, Double metres) {
        return new KnownRover(1, true, volts, null, metres == null ? null : new KnownRover.Place(metres, 0), false);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "41.9, 50, false, -,         true",
        "42,   50, false, -,         false", // not low
        "-,    50, false, -,         false", // not known
        "41.9, -,  false, -,         true",  // where it is, is not known
        "41.9, 2,  false, DONE,      false", // it is at home
        "41.9, -,  true,  DONE,      false", // it came home
        "41.9, 50, true,  DONE,      true",  // and was taken elsewhere
        "41.9, 5,  true,  DONE,      false", // it stands a little off
        "41.9, 3,  false, CANCELLED, false", // it is there, just
        "41.9, 3.1, false, CANCELLED, true",
        "41.9, 10, true,  DONE,      false", // not away, just
        "41.9, 50, true,  CANCELLED, false", // somebody called it back
        "41.9, 50, true,  FAILED,    false"})
    void aLowRoverGoesHomeOnce(Double volts, Double metres, boolean lastWasHome, TaskStatus last, boolean goes) {
        assertEquals(goes, HomeRule.goes(low(volts, metres), 42, HOME, new HomeRule.Last(lastWasHome, last)));
    }
}
