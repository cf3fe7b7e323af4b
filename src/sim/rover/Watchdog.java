package depot.sim.rover;

import java.time.Duration;

/** Runs out when it is not fed for half a second of real time. Pure; one thread. */
public final class Watchdog {
    static final Duration PATIENCE = Duration.ofMillis(500);

    private boolean everFed;
    private long fedNanos;

    /** Somebody sent a twist, a tool's command or a heartbeat. */
    public void feed(long nowNanos) {
        everFed = true;
        fedNanos = nowNanos;
    }

    public boolean isOut(long nowNanos) {
        return !everFed || nowNanos - fedNanos > PATIENCE.toNanos();
    }
}
