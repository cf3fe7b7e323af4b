package depot.sim.rover;

import java.util.random.RandomGenerator;

/**
 * What goes wrong with a rover now and then: its controller gives up a task, or its e-stop is pressed, and released a while
 * later. Random numbers alone decide when. Not thread-safe.
 */
public final class Mishaps {
    private static final double FAILS_EVERY_SECONDS = 60 * 60; // of driving on tasks
    private static final double STOPPED_EVERY_SECONDS = 60 * 60;
    private static final double STOPPED_AT_LEAST_SECONDS = 20;
    private static final double STOPPED_AT_MOST_SECONDS = 75;
    private static final String[] REASONS = {
        "obstacle in the way for 30 s", "wheel slip on the left side", "position lost: no corrections for 60 s",
        "left its route by more than 1 m", "motor controller does not answer"};

    private final RandomGenerator random;
    private final double often;
    private double failsIn;
    private double stopsIn;
    private double freeIn;

    /** @param often how much more often than usual; 0 for never */
    public Mishaps(RandomGenerator random, double often) {
        this.random = random;
        this.often = often;
        failsIn = next(FAILS_EVERY_SECONDS);
        stopsIn = next(STOPPED_EVERY_SECONDS);
    }

    /** So many seconds pass for this rover. */
    public void advance(double seconds, Firmware firmware) {
        if (firmware.stopped()) {
            freeIn -= seconds;
            if (freeIn <= 0) {
                firmware.release();
            }
            return;
        }
        stopsIn -= seconds;
        if (stopsIn <= 0) {
            stopsIn = next(STOPPED_EVERY_SECONDS);
            freeIn = random.nextDouble(STOPPED_AT_LEAST_SECONDS, STOPPED_AT_MOST_SECONDS);
            firmware.emergencyStop();
        } else if (firmware.onTask()) {
            failsIn -= seconds;
            if (failsIn <= 0) {
                failsIn = next(FAILS_EVERY_SECONDS);
                firmware.failTask(REASONS[random.nextInt(REASONS.length)]);
            }
        }
    }

    private double next(double meanSeconds) {
        return often == 0 ? Double.POSITIVE_INFINITY : meanSeconds / often * random.nextExponential();
    }
}
