package depot.sim.motion;

import java.util.random.RandomGenerator;

/**
 * The error of a receiver with corrections: a pose off by a centimetre or two, by an error that wanders and is bounded.
 * It is added to what the rover reports, never to where it really is, so it does not add up. Not thread-safe.
 */
public final class PoseNoise {
    private static final double METRES = 0.012;
    private static final double RADIANS = 0.008;
    private static final double KEPT = 0.8; // of the error at the last look
    private static final double FRESH = Math.sqrt(1 - KEPT * KEPT);
    private static final double MOST = 3;

    private final RandomGenerator random;
    private double east;
    private double north;
    private double heading;

    public PoseNoise(RandomGenerator random) {
        this.random = random;
    }

    /** The pose that the rover reports. */
    public Pose of(Pose pose) {
        east = wandered(east);
        north = wandered(north);
        heading = wandered(heading);
        return new Pose(pose.x() + METRES * east, pose.y() + METRES * north, Pose.wrapped(pose.theta() + RADIANS * heading));
    }

    private double wandered(double error) {
        return Math.clamp(KEPT * error + FRESH * random.nextGaussian(), -MOST, MOST);
    }
}
