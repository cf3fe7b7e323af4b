package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgeRuleTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration KEEP = Duration.ofDays(30);

    private static boolean isOld(Duration ago, AgeRule.Step... steps) {
        return AgeRule.older(KEEP, NOW, List.of(steps)).stream().anyMatch(range -> range.contains(NOW.minus(ago)));
    }

    private static AgeRule.Step step(Duration ago, Duration by) {
        return new AgeRule.Step(NOW.minus(ago), by);
    }

    @Test
    void withoutStepsTheClockTells() {
        assertTrue(isOld(KEEP.plusMillis(1)));
        assertFalse(isOld(KEEP));
        assertFalse(isOld(Duration.ofDays(-1)), "stamped by a clock that was ahead");
    }

    /** A depot without internet begins in 1970, and hears of the time hours later. */
    @Test
    void whatWasStampedBeforeTheClockWasSetIsNotOldForIt() {
        Instant begin = Instant.parse("1970-01-01T08:00:00Z");
        AgeRule.Step set = new AgeRule.Step(begin, Duration.between(begin, NOW.minusSeconds(60)));
        Duration written = Duration.between(begin.minus(Duration.ofHours(3)), NOW);
        assertFalse(isOld(written, set));
        assertTrue(isOld(written.plus(KEEP), set), "it was there for as long before that");
        assertTrue(isOld(Duration.ofDays(31), set), "by the right clock, before the wrong one");
        assertFalse(isOld(Duration.ofDays(29), set));
    }

    @Test
    void stepsAddUpForWhatIsOlderThanAllOfThem() {
        AgeRule.Step[] steps = {step(Duration.ofDays(32), Duration.ofDays(20)), step(Duration.ofDays(10), Duration.ofDays(5))};
        assertFalse(isOld(Duration.ofDays(54), steps));
        assertTrue(isOld(Duration.ofDays(56), steps));
        assertFalse(isOld(Duration.ofDays(31), steps), "after the first step, and five days younger than it looks");
        assertTrue(isOld(KEEP.plusDays(6), step(Duration.ofDays(10), Duration.ofDays(5))));
    }

    /**
     * Against what really passed: nothing goes early, however the clock is set, and what was stamped by a clock that was never set goes in
     * time.
     */
    @Test
    void nothingGoesEarlyWhateverTheSteps() {
        for (long seed = 0; seed < 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Instant[] wall = new Instant[200]; // by the day that really passed
            Instant clock = Instant.EPOCH;
            List<AgeRule.Step> steps = new java.util.ArrayList<>();
            for (int day = 0; day < wall.length; day++) {
                wall[day] = clock;
                clock = clock.plus(Duration.ofDays(1));
                if (random.nextInt(30) == 0) {
                    Duration by = Duration.ofHours(random.nextInt(-24 * 60, 24 * 60));
                    steps.add(new AgeRule.Step(clock, by));
                    clock = clock.plus(by);
                }
            }
            Instant now = clock;
            List<AgeRule.Range> old = AgeRule.older(KEEP, now, steps);
            long shown = seed;
            IntStream.range(0, wall.length).filter(day -> old.stream().anyMatch(range -> range.contains(wall[day])))
                    .forEach(day -> assertTrue(wall.length - day >= KEEP.toDays(), () -> "seed " + shown + ", day " + day + " of "
                    + wall.length));
        }
    }

    @Test
    void rangesAreInOrderAndNoneTwice() {
        List<AgeRule.Range> ranges = AgeRule.older(KEEP, NOW,
                List.of(step(Duration.ofDays(200), Duration.ofDays(3)), step(Duration.ofDays(100), Duration.ofDays(3))));
        assertEquals(3, ranges.size());
        for (int i = 1; i < ranges.size(); i++) {
            assertFalse(ranges.get(i).from().isBefore(ranges.get(i - 1).to()));
        }
    }
}
