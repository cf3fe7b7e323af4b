package depot.sim.motion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MotionTest {
    private static final double STEP = 0.05;
    private static final double ROUNDING = 1e-9;
    private static final Limits LIMITS = Limits.ROVER;

    /** Places near and far, in any direction, some to stop at and some to pass at any speed: each is reached, and soon. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void reachesEveryGoalWithinItsLimits(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Motion motion = Motion.standing(new Pose(0, 0, 0));
        for (int i = 0; i < 200; i++) {
            double away = random.nextBoolean() ? random.nextDouble(0, 1.5) : random.nextDouble(0, 40);
            double direction = random.nextDouble(-Math.PI, Math.PI);
            double x = motion.pose().x() + away * Math.cos(direction);
            double y = motion.pose().y() + away * Math.sin(direction);
            Goal goal = random.nextBoolean() ? new Goal(x, y, OptionalDouble.empty(), random.nextDouble(0.1, LIMITS.speed()))
                    : Goal.stop(x, y, random.nextBoolean() ? OptionalDouble.of(random.nextDouble(-3, 3)) : OptionalDouble.empty());
            motion = drive(motion, goal, 15 + 2 * away / LIMITS.speed());
        }
    }

    private static Motion drive(Motion from, Goal goal, double withinSeconds) {
        Motion motion = from;
        for (double seconds = 0; !motion.reached(goal); seconds += STEP) {
            assertTrue(seconds < withinSeconds, "not there in " + withinSeconds + " s: " + from + " to " + goal + ", at " + motion);
            Motion next = motion.towards(goal, LIMITS, STEP);
            checkLimits(motion, next);
            motion = next;
        }
        return motion;
    }

    private static void checkLimits(Motion before, Motion after) {
        assertTrue(after.speed() >= 0 && after.speed() <= LIMITS.speed() + ROUNDING, () -> "speed: " + after);
        assertTrue(Math.abs(after.turnRate()) <= LIMITS.turnRate() + ROUNDING, () -> "turn rate: " + after);
        assertTrue(Math.abs(after.speed() - before.speed()) <= LIMITS.acceleration() * STEP + ROUNDING, () -> "acceleration: " + before
                + after);
        assertTrue(Math.abs(after.turnRate() - before.turnRate()) <= LIMITS.turnAcceleration() * STEP + ROUNDING, () -> "turning: " + before
                + after);
        assertTrue(before.pose().distanceTo(after.pose().x(), after.pose().y()) <= LIMITS.speed() * STEP + ROUNDING, () -> "a jump: "
                + before + after);
        assertTrue(Math.abs(after.pose().theta()) <= Math.PI, () -> "heading: " + after);
    }

    @Test
    void stopsWhereItIsToStopAndLooksAsItIsTo() {
        Goal goal = Goal.stop(-10, 4, OptionalDouble.of(2));
        Motion there = drive(Motion.standing(new Pose(3, 3, 1)), goal, 60);
        assertTrue(there.stands());
        assertTrue(there.pose().distanceTo(-10, 4) <= Goal.NEAR);
        assertEquals(2, there.pose().theta(), 0.06);
    }

    /** A line is driven at full speed, and not slower than it takes to speed up and brake. */
    @Test
    void losesNoTimeOnTheStraight() {
        Goal goal = Goal.stop(42, 0, OptionalDouble.empty());
        Motion motion = Motion.standing(new Pose(0, 0, 0));
        double seconds = 0;
        for (; !motion.reached(goal); seconds += STEP) {
            motion = motion.towards(goal, LIMITS, STEP);
        }
        double least = 42 / LIMITS.speed() + LIMITS.speed() / LIMITS.acceleration();
        assertTrue(seconds < least + 2, "it took " + seconds + " s, and could be " + least);
    }

    @Test
    void reportedPosesAreOffByCentimetresAndNeverMore() {
        PoseNoise noise = new PoseNoise(new SplittableRandom(7));
        Pose truth = new Pose(100, -50, Math.PI);
        double sum = 0;
        double most = 0;
        int looks = 20_000;
        for (int i = 0; i < looks; i++) {
            Pose reported = noise.of(truth);
            sum += reported.x() - truth.x();
            most = Math.max(most, reported.distanceTo(truth.x(), truth.y()));
            assertTrue(Math.abs(reported.theta()) <= Math.PI, "heading " + reported.theta());
        }
        assertEquals(0, sum / looks, 0.002, "it leans to one side");
        assertTrue(most > 0.02 && most < 0.06, "off by " + most + " m at most");
    }
}
