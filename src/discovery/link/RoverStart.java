package depot.discovery.link;

/**
 * Notices that a rover has restarted: its poses are then in a new frame, whose origin is where it was switched on, and must
 * not be joined to those before. A restart shows by a clock that jumps, by a pose of nothing but zeros, or by a place that
 * the rover cannot have driven to. (A restart within a metre of the last place, while the link was down, goes unnoticed.)
 * Pure; one thread.
 */
final class RoverStart {
    private static final double FASTEST_METRES_PER_SECOND = 5; // more than any of ours drives
    private static final double GIVE_METRES = 0.75; // a position that is corrected moves a little
    private static final double NEAR_ORIGIN_METRES = 0.05;

    private RoverFrame last; // with a place; null before there was one
    private long lastNanos;

    /** Whether the rover has started anew since the frame before. */
    boolean seenIn(RoverFrame frame, long nowNanos, boolean clockJumped) {
        if (!frame.isFinite()) {
            return false;
        }
        boolean anew = last != null && (clockJumped || backAtOrigin(frame) || leapt(frame, nowNanos));
        last = frame;
        lastNanos = nowNanos;
        return anew;
    }

    private boolean backAtOrigin(RoverFrame frame) {
        return frame.x() == 0 && frame.y() == 0 && frame.theta() == 0 && Math.hypot(last.x(), last.y()) > NEAR_ORIGIN_METRES;
    }

    private boolean leapt(RoverFrame frame, long nowNanos) {
        double seconds = (nowNanos - lastNanos) / 1e9;
        return Math.hypot(frame.x() - last.x(), frame.y() - last.y()) > GIVE_METRES + FASTEST_METRES_PER_SECOND * seconds;
    }
}
