package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may be fed: each row of the table, and the orders in which things come. */
class FeedingRuleTest {
    private static final long START = -5_000_000_000L; // a monotonic clock may begin anywhere

    private final FeedingRule rule = new FeedingRule();

    private static long at(long millis) {
        return START + millis * 1_000_000;
    }

    static Stream<Arguments> rows() {
        Stream.Builder<Arguments> rows = Stream.builder();
        for (boolean named : new boolean[] {false, true}) {
            for (RoverMode mode : RoverMode.values()) {
                for (long age : new long[] {0, 1, 20, 100, 249, 250, 251, 500, 10_000}) {
                    boolean mayDrive = switch (mode) {
                        case DISABLED, IDLE, AUTONOMOUS -> true;
                        case TELEOP, EMERGENCY_STOP, FAULT, UNKNOWN -> false;
                    };
                    rows.add(Arguments.of(named, mode, age, named && mayDrive && age < 250));
                }
            }
        }
        return rows.build();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isFedOnlyWhileItIsNamedAndItsNewestFrameIsYoungAndSaysThatNobodyDrives(boolean named, RoverMode mode, long ageMillis,
            boolean fed) {
        rule.named(named);
        rule.frame(mode, at(0));
        FeedingRule.Verdict verdict = rule.verdict(at(ageMillis));
        assertEquals(fed, verdict.state() == FeedingRule.State.FEEDING, verdict::toString);
        assertEquals(named, verdict.state() != FeedingRule.State.OFF);
        assertEquals(fed, verdict.why().isEmpty());
        assertEquals(fed, rule.due(at(ageMillis)));
    }

    @Test
    void withoutAFrameNobodyIsFed() {
        rule.named(true);
        assertFalse(rule.due(at(0)));
        assertEquals(FeedingRule.State.WAITING, rule.verdict(at(0)).state());
    }

    @Test
    void theFirstHeartbeatGoesOutTheMomentItIsNamedAndTheNextAfterATenthOfASecond() {
        rule.frame(RoverMode.IDLE, at(0));
        assertFalse(rule.due(at(10)));
        rule.named(true);
        assertTrue(rule.due(at(10)));
        assertFalse(rule.due(at(10)));
        rule.frame(RoverMode.AUTONOMOUS, at(100));
        assertFalse(rule.due(at(104)));
        assertTrue(rule.due(at(110)));
        rule.named(false);
        assertFalse(rule.due(at(210)));
        rule.named(true);
        assertTrue(rule.due(at(211)), "at once again");
    }

    @ParameterizedTest
    @CsvSource({"TELEOP", "EMERGENCY_STOP", "FAULT", "UNKNOWN"})
    void feedingEndsAtTheFirstFrameThatSaysSoAndGoesOnAfterIt(RoverMode mode) {
        rule.named(true);
        rule.frame(RoverMode.AUTONOMOUS, at(0));
        assertTrue(rule.due(at(0)));
        rule.frame(mode, at(90));
        assertFalse(rule.due(at(100)));
        assertFalse(rule.due(at(320)), "nor when that frame is old");
        rule.frame(RoverMode.IDLE, at(330));
        assertTrue(rule.due(at(330)));
    }

    @Test
    void whatOneConnectionSaidIsNotTakenForTheNext() {
        rule.named(true);
        rule.frame(RoverMode.IDLE, at(0));
        rule.linkLost();
        assertFalse(rule.due(at(1)));
        rule.frame(RoverMode.TELEOP, at(2));
        assertFalse(rule.due(at(3)));
    }

    @Test
    void aFrameThatWasLongUnderWayIsAsOldAsThat() {
        rule.named(true);
        rule.frame(RoverMode.AUTONOMOUS, at(0)); // found at 260, but sent at 0
        assertFalse(rule.due(at(260)));
        rule.frame(RoverMode.AUTONOMOUS, at(240));
        assertTrue(rule.due(at(260)));
        assertEquals(20_000_000, rule.ageNanos(at(260)));
    }

    @Test
    void namesMayComeBeforeOrAfterFrames() {
        rule.named(true);
        rule.named(true);
        rule.frame(RoverMode.IDLE, at(0));
        assertTrue(rule.due(at(0)));
        rule.named(false);
        rule.frame(RoverMode.IDLE, at(20));
        assertFalse(rule.due(at(200)));
        assertEquals(FeedingRule.State.OFF, rule.verdict(at(200)).state());
    }
}
