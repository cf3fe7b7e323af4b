package depot.sim.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepsTest {
    private static final long SECOND = 1_000_000_000L;

    /** Asked whenever a busy machine gets to it, for twelve hours: not one step too many, none too few. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 3, 100})
    void nothingAddsUpInHours(double speed) {
        long start = Long.MAX_VALUE - 5 * SECOND; // the clock may begin anywhere, and pass its largest number
        Steps steps = new Steps(speed, start);
        SplittableRandom random = new SplittableRandom(1);
        long elapsed = 0;
        long done = 0;
        while (elapsed < 12 * 3600 * SECOND) {
            elapsed += random.nextLong(1, 2 * SECOND);
            done += steps.due(start + elapsed);
        }
        assertEquals(elapsed / 1e9 * speed / Steps.SECONDS, done, 1);
    }

    @Test
    void whatAMachineMissedThatStoodStillIsLeftOut() {
        Steps steps = new Steps(1, 0);
        assertEquals(20, steps.due(SECOND));
        assertEquals(40, steps.due(3600 * SECOND));
        assertEquals(20, steps.due(3601 * SECOND));
    }
}
