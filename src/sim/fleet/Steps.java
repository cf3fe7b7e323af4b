package depot.sim.fleet;

import java.time.Duration;

/**
 * Cuts the time that passes into equal steps of a rover's time, so many times faster. The steps that are due follow from the whole
 * time since the start, so that no error adds up over hours; what this machine missed while it stood still is left out. One thread.
 */
final class Steps {
    static final double SECONDS = 0.05;
    private static final Duration MOST_BEHIND = Duration.ofSeconds(2);

    private final double speed;
    private final long startNanos;
    private long lastNanos;
    private long missedNanos;
    private long done;

    Steps(double speed, long nowNanos) {
        this.speed = speed;
        startNanos = nowNanos;
        lastNanos = nowNanos;
    }

    /** How many steps are due now. */
    int due(long nowNanos) {
        long since = nowNanos - lastNanos;
        lastNanos = nowNanos;
        if (since > MOST_BEHIND.toNanos()) {
            missedNanos += since - MOST_BEHIND.toNanos();
        }
        long whole = (long) ((nowNanos - startNanos - missedNanos) / 1e9 * speed / SECONDS);
        int due = (int) (whole - done);
        done = whole;
        return due;
    }
}
