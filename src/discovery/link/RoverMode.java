package depot.discovery.link;

/** What a rover does, with the wire's numbers. */
public enum RoverMode {
    DISABLED("disabled"), IDLE("idle"), TELEOP("teleop"), AUTONOMOUS("autonomous"), EMERGENCY_STOP("e-stop"), FAULT("fault"),
    /** A number that is none of these: a newer daemon's. */
    UNKNOWN("a mode that is not known here");

    private static final RoverMode[] ALL = values();
    private final String words;

    RoverMode(String words) {
        this.words = words;
    }

    /** The mode of that number. */
    public static RoverMode of(int number) {
        return number >= 0 && number < UNKNOWN.ordinal() ? ALL[number] : UNKNOWN;
    }

    /** The mode with this number in frames and heartbeats. @throws IllegalStateException for one that is not known */
    public int number() {
        if (this == UNKNOWN) {
            throw new IllegalStateException("there is no number for it");
        }
        return ordinal();
    }

    /** Whether an e-stop has done what it is for. */
    boolean isStopped() {
        return this == DISABLED || this == EMERGENCY_STOP;
    }

    @Override
    public String toString() {
        return words;
    }
}
