package depot.discovery.link;

import java.time.Duration;

/**
 * Works out how old a frame is, from the rover's own clock in it. A frame that waited in a queue for two seconds looks new when
 * it comes; its age shows as its delay, by the rover's clock, against the quickest frame so far. The first frame of a connection
 * may be as old as the connection; that it was late shows when a quicker one comes. Also notices that the rover's clock has
 * jumped, as at a restart. Pure; one thread. All times in nanoseconds.
 */
final class RoverClock {
    private static final long JUMP = Duration.ofSeconds(2).toNanos();
    /** Clocks drift apart, and are slewed: the quickest frame is forgotten at one part in this. */
    private static final long DRIFT = 2_000;

    private boolean known; // a frame has come, on this connection or an earlier one
    private boolean fresh = true; // none on this connection
    private long begun;
    private long unsure; // how late the quickest may be
    private long lastClock;
    private long lastFound;
    private long least; // of the differences between our clock and the rover's
    private long lag;
    private boolean jumped;

    /** What comes next comes on a new connection. @param began when it was not there yet */
    void connected(long began) {
        fresh = true;
        begun = began;
    }

    /** A frame was found at this time of ours. */
    void heard(long now, long clockMillis) {
        long clock = clockMillis * 1_000_000;
        long difference = now - clock;
        long passed = now - lastFound;
        long ticked = clock - lastClock;
        // frames of a connection come in order: a clock that goes back was set, and so was one that runs ahead of ours; one that
        // falls behind may just be late, but for the first frame of a connection, which had no queue to wait in
        boolean back = ticked < 0;
        boolean ahead = ticked - passed > lag + JUMP;
        jumped = known && (ahead || ticked < -JUMP || fresh && passed - ticked > JUMP);
        if (fresh) {
            least = difference;
            unsure = now - begun;
        } else if (back || ahead) {
            least = difference - (lag - unsure); // it was as late as the one before
        } else {
            least += passed / DRIFT;
            if (difference < least) {
                unsure = Math.max(0, unsure - (least - difference));
                least = difference;
            }
        }
        lag = difference - least + unsure;
        lastClock = clock;
        lastFound = now;
        known = true;
        fresh = false;
    }

    /** How long the quickest frame may have been under way: too long a time makes all of them too old, until it is connected anew. */
    long unsure() {
        return fresh ? 0 : unsure;
    }

    /** How long the newest frame may have been under way. */
    long lag() {
        return lag;
    }

    /** Whether the clock was set, or began anew, before the newest frame. */
    boolean jumped() {
        return jumped;
    }
}
