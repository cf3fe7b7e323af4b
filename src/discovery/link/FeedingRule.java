package depot.discovery.link;

import java.time.Duration;

/**
 * Whether a rover's watchdog may be fed now. A heartbeat says to the rover “somebody looks after you”. In teleop the rover repeats its
 * last twist for as long as heartbeats come, so a heartbeat from here would defeat the operator's dead man's switch. So a rover is fed
 * only while a supervisor with a running lease names it, and its newest frame is younger than 250 ms and says disabled, idle or
 * autonomous. With the rover's own 500 ms, no drive by hand goes on for more than 750 ms after the operator's last command, plus the
 * network's delay.
 *
 * <pre>
 *   named | newest frame       | its age   | fed
 *   no    | any                | any       | no
 *   yes   | none on this link  |           | no
 *   yes   | any                | ≥ 250 ms  | no
 *   yes   | disabled, idle,    | younger   | yes, every 100 ms
 *         | autonomous         |           |
 *   yes   | teleop, e-stop,    | any       | no
 *         | fault, not known   |           |
 * </pre>
 *
 * Pure: no clock, no I/O; one thread. Times are of one monotonic clock, in nanoseconds.
 */
final class FeedingRule {
    static final Duration FRESH = Duration.ofMillis(250);
    static final Duration EVERY = Duration.ofMillis(100);
    /** A loop of 20 ms is sometimes a little early, and should not wait a whole round more for that. */
    private static final Duration EARLY = Duration.ofMillis(5);

    /** Whether a rover is fed; WAITING: it is named, but must not be fed now. */
    enum State { FEEDING, WAITING, OFF }

    /** @param why for a person; empty while it is fed */
    record Verdict(State state, String why) {}

    private static final Verdict FED = new Verdict(State.FEEDING, "");
    private static final Verdict NOT_NAMED = new Verdict(State.OFF, "nobody names it");
    private static final Verdict NO_FRAME = new Verdict(State.WAITING, "no frame has come yet");
    private static final Verdict OLD_FRAME = new Verdict(State.WAITING, "its newest frame is older than " + FRESH.toMillis() + " ms");

    private boolean named;
    private RoverMode mode; // of the newest frame of this connection; null when there is none
    private long sentNanos;
    private boolean fedBefore; // since it was named
    private long fedNanos;

    /** @param isNamed whether a supervisor names the rover from now on */
    void named(boolean isNamed) {
        fedBefore &= named; // the first heartbeat goes out the moment that a rover is named
        named = isNamed;
    }

    /**
     * A newer frame.
     *
     * @param noEarlierThan when it may have been sent at the earliest, as far as that is known: it counts as old as that
     */
    void frame(RoverMode says, long noEarlierThan) {
        mode = says;
        sentNanos = noEarlierThan;
    }

    /** The connection has ended: its frames no longer count. */
    void linkLost() {
        mode = null;
    }

    Verdict verdict(long now) {
        if (!named) {
            return NOT_NAMED;
        }
        if (mode == null) {
            return NO_FRAME;
        }
        return switch (mode) {
            case DISABLED, IDLE, AUTONOMOUS -> now - sentNanos < FRESH.toNanos() ? FED : OLD_FRAME;
            case TELEOP -> new Verdict(State.WAITING, "it is driven by hand");
            case EMERGENCY_STOP, FAULT, UNKNOWN -> new Verdict(State.WAITING, "it says " + mode);
        };
    }

    /** Whether a heartbeat goes out now, which then counts as sent. */
    boolean due(long now) {
        if (verdict(now).state() != State.FEEDING || fedBefore && now - fedNanos < EVERY.minus(EARLY).toNanos()) {
            return false;
        }
        fedBefore = true;
        fedNanos = now;
        return true;
    }

    /** How old the newest frame is, in nanoseconds; only where there is one. */
    long ageNanos(long now) {
        return now - sentNanos;
    }
}
