package depot.common.threads;

import java.time.Duration;

/**
 * How long to wait before trying again what failed: each pause is twice the one before, up to a longest. So a short outage
 * is soon found to be over, and a long one does not cause a try all the time.
 *
 * <p>For the one thread that tries. This does not wait itself, as some callers must be woken meanwhile.
 */
public final class GrowingPause {
    private final Duration first;
    private final Duration longest;
    private Duration next;

    /** @throws IllegalArgumentException when {@code first} is not positive, or longer than {@code longest} */
    public GrowingPause(Duration first, Duration longest) {
        if (!first.isPositive() || first.compareTo(longest) > 0) {
            throw new IllegalArgumentException("pauses from " + first + " to " + longest);
        }
        this.first = first;
        this.longest = longest;
        next = first;
    }

    /** How long to wait now; it will be longer the next time. */
    public Duration next() {
        Duration pause = next;
        Duration twice = pause.multipliedBy(2);
        next = twice.compareTo(longest) < 0 ? twice : longest;
        return pause;
    }

    /** Whether it does not grow any more: several tries have failed. */
    public boolean isLongest() {
        return next.equals(longest);
    }

    /** It went well: the next pause is the first again. */
    public void reset() {
        next = first;
    }
}
