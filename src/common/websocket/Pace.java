package depot.common.websocket;

/**
 * How long to wait before reading on, so that a peer's frames come at no more than its limit over time. Up to one
 * second's worth may come at once. One thread; times in nanoseconds of one steady clock.
 */
final class Pace {
    private static final long SECOND = 1_000_000_000L;
    private final long nanosPerFrame;
    private long paidUntil;

    Pace(int framesPerSecond, long now) {
        nanosPerFrame = Math.max(1, SECOND / framesPerSecond);
        paidUntil = now - SECOND;
    }

    /** Takes note of {@code frames} more, read by {@code now}; nanoseconds to wait, 0 for none. */
    long take(long frames, long now) {
        paidUntil = Math.max(paidUntil, now - SECOND) + frames * nanosPerFrame;
        return Math.max(0, paidUntil - now);
    }
}
