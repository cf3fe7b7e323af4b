package depot.dispatch.rules;

import java.time.Duration;
import java.time.Instant;

/**
 * Finds out by this process's monotonic clock whether the wall clock was set, as opposed to time that passed.
 *
 * <pre>
 *   monotonic   asked──answered ………………………… asked──answered
 *   wall              ↑ before                     ↑ now       each was read somewhere between asked and answered
 * </pre>
 */
public final class ClockStep {
    /** What a clock may differ by without having been set: it is slewed, or the machine was busy. */
    static final Duration TOLERANCE = Duration.ofSeconds(5);

    private ClockStep() {}

    /**
     * The wall clock as it was read once.
     *
     * @param askedNanos the monotonic clock before it was asked for
     * @param answeredNanos and after the answer came
     */
    public record Reading(Instant wall, long askedNanos, long answeredNanos) {}

    /** How far the wall clock was set between two readings, at least; negative for back, zero for not. */
    public static Duration between(Reading before, Reading now) {
        Duration wall = Duration.between(before.wall, now.wall);
        Duration most = Duration.ofNanos(now.answeredNanos - before.askedNanos);
        Duration least = Duration.ofNanos(now.askedNanos - before.answeredNanos);
        if (wall.compareTo(most.plus(TOLERANCE)) > 0) {
            return wall.minus(most);
        }
        return wall.compareTo(least.minus(TOLERANCE)) < 0 ? wall.minus(least) : Duration.ZERO;
    }
}
