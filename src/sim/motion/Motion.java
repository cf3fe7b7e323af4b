package depot.sim.motion;

/**
 * How a rover moves: pure steps from one state to the next, which depend on nothing else. It steers towards its goal
 * with a turn rate in proportion to how far off it looks, and drives only as fast as it can still stop, and as this
 * turning brings it nearer: so it never circles around a goal. Immutable; any thread.
 *
 * @param speed forward, in metres a second; negative backwards, which it drives by hand only
 * @param turnRate in radians a second
 */
public record Motion(Pose pose, double speed, double turnRate) {
    private static final double STEERING = 2.0; // radians a second for each radian
    private static final double PIVOT_ABOVE = 1.0; // looking away further than this, it turns on the spot
    private static final double BRAKING = 0.8; // of what the brakes can do, so that there is some left
    private static final double SLOWEST = 0.05;
    private static final double HARD = 20; // motors that are commanded to stop; otherwise it rolls to a stop

    public static Motion standing(Pose pose) {
        return new Motion(pose, 0, 0);
    }

    public boolean stands() {
        return speed == 0 && turnRate == 0;
    }

    /** Whether it has reached the goal; one to stop at is reached when it stands there, looking as wanted. */
    public boolean reached(Goal goal) {
        if (!near(goal)) {
            return false;
        }
        return goal.passSpeed() > 0 || stands() && headingOff(goal) < Goal.HEADING_REACHED;
    }

    private boolean near(Goal goal) {
        return pose.distanceTo(goal.x(), goal.y()) <= Goal.NEAR;
    }

    private double headingOff(Goal goal) {
        return goal.heading().isEmpty() ? 0 : Math.abs(Pose.wrapped(goal.heading().getAsDouble() - pose.theta()));
    }

    /** The state so many seconds on, driving to the goal. @param seconds a tenth at most, or it gets coarse */
    public Motion towards(Goal goal, Limits limits, double seconds) {
        if (goal.passSpeed() == 0 && near(goal)) {
            return standingAt(goal, limits, seconds);
        }
        double off = Pose.wrapped(pose.directionTo(goal.x(), goal.y()) - pose.theta());
        return next(wantedSpeed(goal, off, limits), STEERING * off, limits, seconds);
    }

    private Motion standingAt(Goal goal, Limits limits, double seconds) {
        if (speed != 0 || headingOff(goal) < Goal.HEADING_REACHED) {
            return braking(limits, seconds);
        }
        return next(0, STEERING * Pose.wrapped(goal.heading().getAsDouble() - pose.theta()), limits, seconds);
    }

    /** The state so many seconds on, coming to a stand. */
    public Motion braking(Limits limits, double seconds) {
        return stands() ? this : next(0, 0, limits, seconds);
    }

    /** The state so many seconds on, standing on its brakes. */
    public Motion halting(Limits limits, double seconds) {
        return braking(new Limits(limits.speed(), HARD * limits.acceleration(), limits.turnRate(), HARD * limits.turnAcceleration()),
                seconds);
    }

    /** The state so many seconds on, driven by hand. @param turn radians a second */
    public Motion driving(double forward, double turn, Limits limits, double seconds) {
        return next(Math.clamp(forward, -limits.speed(), limits.speed()), turn, limits, seconds);
    }

    private double wantedSpeed(Goal goal, double off, Limits limits) {
        if (Math.abs(off) > PIVOT_ABOVE) {
            return 0;
        }
        double distance = pose.distanceTo(goal.x(), goal.y());
        double left = Math.max(0, distance - Goal.NEAR / 2);
        double canStop = Math.sqrt(goal.passSpeed() * goal.passSpeed() + 2 * BRAKING * limits.acceleration() * left);
        double sideways = Math.abs(Math.sin(off));
        double turning = Math.min(STEERING * Math.abs(off), limits.turnRate());
        // the goal's direction is to move at half of the rate at most at which the rover turns towards it
        double noCircle = sideways < 0.02 ? limits.speed() : 0.5 * turning * distance / sideways;
        return Math.max(SLOWEST, Math.min(limits.speed(), Math.min(canStop, noCircle)));
    }

    private Motion next(double wantedSpeed, double wantedTurnRate, Limits limits, double seconds) {
        double newSpeed = moved(speed, wantedSpeed, limits.acceleration() * seconds);
        double bounded = Math.clamp(wantedTurnRate, -limits.turnRate(), limits.turnRate());
        double newTurnRate = moved(turnRate, bounded, limits.turnAcceleration() * seconds);
        double turned = (turnRate + newTurnRate) / 2 * seconds;
        double driven = (speed + newSpeed) / 2 * seconds;
        double along = pose.theta() + turned / 2;
        Pose newPose = new Pose(pose.x() + driven * Math.cos(along), pose.y() + driven * Math.sin(along),
                Pose.wrapped(pose.theta() + turned));
        return new Motion(newPose, newSpeed, newTurnRate);
    }

    private static double moved(double from, double to, double most) {
        return from < to ? Math.min(to, from + most) : Math.max(to, from - most);
    }
}
