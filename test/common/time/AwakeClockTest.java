package depot.common.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.support.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AwakeClockTest {
    private final ManualTime time = new ManualTime();
    private final AwakeClock clock = new AwakeClock(time, Duration.ofSeconds(3));

    private void assertSeconds(long seconds) {
        assertEquals(Duration.ofSeconds(seconds), Duration.ofNanos(clock.nanos()));
    }

    @Test
    void runsWithTimeWhileItIsBeaten() {
        for (int i = 0; i < 10; i++) {
            time.advance(Duration.ofSeconds(2));
            clock.beat();
        }
        time.advance(Duration.ofSeconds(1));
        assertSeconds(21);
    }

    @Test
    void ofAStandstillOnlyTheLongestGapCountsBeforeAndAfterTheLateBeat() {
        time.advance(Duration.ofMinutes(5));
        assertSeconds(3);
        clock.beat();
        assertSeconds(3);
        time.advance(Duration.ofSeconds(1));
        assertSeconds(4);
    }
}
