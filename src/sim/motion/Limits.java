package depot.sim.motion;

/** What a rover's drive can do: metres, radians, seconds. Braking is as strong as speeding up. Immutable. */
public record Limits(double speed, double acceleration, double turnRate, double turnAcceleration) {
    /** A rover of some 60 kg on four wheels. */
    public static final Limits ROVER = new Limits(1.4, 0.7, 1.2, 3.0);
}
