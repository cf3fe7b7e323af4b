package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockStepTest {
    private static final Instant START = Instant.parse("2026-05-01T08:00:00Z");

    private static ClockStep.Reading reading(Instant wall, long asked, long answered) {
        return new ClockStep.Reading(wall, Duration.ofSeconds(asked).toNanos(), Duration.ofSeconds(answered).toNanos());
    }

    /** The first reading took one second, from 0 to 1; the monotonic clock is in seconds. */
    @ParameterizedTest
    @CsvSource({
        "2, 2, 2, 0",              // a second later
        "3600, 3600, 3600, 0",     // nobody looked for an hour
        "3601, 2, 2, 3599",        // an hour forward: at least that much
        "-3598, 2, 2, -3599",
        "6, 2, 2, 0",              // slewed, or a busy machine
        "-3, 2, 2, 0",
        "12, 2, 2, 10",
        "30, 2, 30, 0",            // the answer took 28 s: read at its end
        "3, 2, 30, 0",             // or at its beginning
        "40, 2, 30, 10",
        "5400, 1800, 1800, 3600"}) // an hour forward, in half an hour without the database
    void aStepIsWhatTimeThatPassedCannotExplain(long wall, long asked, long answered, long step) {
        assertEquals(Duration.ofSeconds(step), ClockStep.between(reading(START, 0, 1), reading(START.plusSeconds(wall), asked, answered)));
    }

    @ParameterizedTest
    @CsvSource({"2026-05-01T09:00:00Z, 3599", "2026-05-01T07:00:00Z, -3601"})
    void theMonotonicClockMayBeginAnywhereAndWrapAround(Instant wall, long least) {
        long near = Long.MAX_VALUE - 10;
        ClockStep.Reading before = new ClockStep.Reading(START, near, near);
        ClockStep.Reading after = new ClockStep.Reading(wall, near + 1_000_000_000L, near + 1_000_000_000L);
        assertEquals(Duration.ofSeconds(least), ClockStep.between(before, after));
    }
}
