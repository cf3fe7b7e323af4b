package depot.common.time;

import java.time.Duration;

/**
 * A clock that stands still while the process does (SIGSTOP, a paused container or virtual machine), for rules that
 * end connections for their silence: while the process stood still, it could hear no peer. Its owner calls {@link #beat}
 * steadily; of a time without beats, only {@code longestGap} counts. It runs evenly before and after a late beat, so
 * stamps taken in between are right.
 *
 * <p>One thread calls {@link #beat}; any thread may call {@link #nanos}.
 */
public final class AwakeClock {
    private final Time time;
    private final long longestGap;
    private volatile Beat last; // written by the beating thread

    private record Beat(long atNanos, long awakeNanos) {}

    /** @param longestGap several times what normally lies between two beats */
    public AwakeClock(Time time, Duration longestGap) {
        this.time = time;
        this.longestGap = longestGap.toNanos();
        last = new Beat(time.nanos(), 0);
    }

    /** Nanoseconds that the process was awake since this was made. */
    public long nanos() {
        Beat beat = last;
        return at(beat, time.nanos());
    }

    private long at(Beat beat, long now) {
        return beat.awakeNanos + Math.min(now - beat.atNanos, longestGap);
    }

    public void beat() {
        Beat beat = last;
        long now = time.nanos();
        last = new Beat(now, at(beat, now));
    }
}
