package depot.sim.rover;

/** What a rover says it does, with the contract's numbers. */
public enum Mode {
    DISABLED, IDLE, TELEOP, AUTONOMOUS, EMERGENCY_STOP, FAULT;

    /** Its number in a heartbeat. */
    public int number() {
        return ordinal();
    }
}
