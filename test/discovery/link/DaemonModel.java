package depot.discovery.link;

/**
 * What the daemon on rovers in the field does with its modes and its watchdog, as ../shared/rover-link/README.md and PROTOCOL.md tell
 * it, in steps of a millisecond, with its control loop of 100 a second. It moves while it is in teleop with a twist, and in
 * autonomous with a task. For the property test alone: no code of the product's.
 */
final class DaemonModel {
    private static final int LOOP_MILLIS = 10;
    private static final int WATCHDOG_MILLIS = 500;

    private RoverMode mode = RoverMode.IDLE;
    private boolean twist;
    private boolean task;
    private long fedAt = Long.MIN_VALUE / 2;

    /** Somebody steers, or keeps the dead man's switch pressed. */
    void twist(long now) {
        fedAt = now;
        twist = true;
        if (mode == RoverMode.IDLE || mode == RoverMode.DISABLED) {
            mode = RoverMode.TELEOP;
        }
    }

    void heartbeat(long now) {
        fedAt = now;
    }

    void setMode(RoverMode wanted) {
        boolean ready = mode == RoverMode.IDLE || mode == RoverMode.TELEOP || mode == RoverMode.AUTONOMOUS;
        switch (wanted) {
            case DISABLED -> mode = ready ? RoverMode.DISABLED : mode;
            case IDLE -> mode = mode == RoverMode.DISABLED ? RoverMode.IDLE : mode;
            case TELEOP, AUTONOMOUS -> mode = ready ? wanted : mode;
            default -> throw new IllegalArgumentException();
        }
    }

    void stop() {
        if (mode == RoverMode.IDLE || mode == RoverMode.TELEOP || mode == RoverMode.AUTONOMOUS) {
            mode = RoverMode.EMERGENCY_STOP;
        }
    }

    void release() {
        mode = mode == RoverMode.EMERGENCY_STOP ? RoverMode.IDLE : mode;
    }

    void task() {
        task = true;
        if (mode == RoverMode.IDLE || mode == RoverMode.DISABLED) {
            mode = RoverMode.AUTONOMOUS;
        }
    }

    void cancel() {
        task = false;
        mode = mode == RoverMode.AUTONOMOUS ? RoverMode.IDLE : mode;
    }

    /** Its control loop's turn, if it is now. */
    void step(long now) {
        boolean driving = mode == RoverMode.TELEOP || mode == RoverMode.AUTONOMOUS;
        if (now % LOOP_MILLIS == 0 && driving && now - fedAt > WATCHDOG_MILLIS) {
            mode = RoverMode.IDLE;
            twist = false;
        }
    }

    RoverMode mode() {
        return mode;
    }

    boolean movesByHand() {
        return mode == RoverMode.TELEOP && twist;
    }

    boolean movesByItself() {
        return mode == RoverMode.AUTONOMOUS && task;
    }
}
