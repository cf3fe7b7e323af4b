package depot.sim.rover;

/**
 * A rover's battery of thirteen lithium-ion cells in a row, as in the field: 54.6 V full, 39 V empty. Pure steps. Immutable; any thread.
 *
 * @param charge 0 empty, 1 full
 * @param watts what is drawn from it; negative while it is charged
 */
public record Battery(double charge, double watts) {
    private static final double CAPACITY_JOULES = 480 * 3600;
    private static final double OHMS = 0.09;
    private static final double IDLE_WATTS = 14;
    private static final double ROLLING_WATTS = 95; // at a metre a second
    private static final double CHARGER_WATTS = 700;
    private static final double TAPERS_ABOVE = 0.85;
    /** Volts at rest: at a charge of 0, 0.1, 0.2 and so on. */
    private static final double[] VOLTS = {39.0, 44.9, 46.4, 47.4, 48.1, 48.8, 49.6, 50.7, 51.8, 53.0, 54.6};

    public Battery {
        charge = Math.clamp(charge, 0, 1);
    }

    /** The battery so many seconds on. @param speed of the rover, in metres a second */
    public Battery drained(double speed, double seconds) {
        return after(IDLE_WATTS + ROLLING_WATTS * speed, seconds);
    }

    /** The battery so many seconds on, at a charger, which gives less and less to one that is nearly full. */
    public Battery charged(double seconds) {
        double share = charge <= TAPERS_ABOVE ? 1 : (1 - charge) / (1 - TAPERS_ABOVE);
        return after(-CHARGER_WATTS * share, seconds);
    }

    private Battery after(double drawnWatts, double seconds) {
        return new Battery(charge - drawnWatts * seconds / CAPACITY_JOULES, drawnWatts);
    }

    /** The voltage at its poles, under its present load. */
    public double volts() {
        double tenths = charge * (VOLTS.length - 1);
        int below = Math.min((int) tenths, VOLTS.length - 2);
        double atRest = VOLTS[below] + (tenths - below) * (VOLTS[below + 1] - VOLTS[below]);
        return atRest - OHMS * watts / atRest;
    }

    /** What is drawn from it; negative while it is charged. */
    public double amperes() {
        return watts / volts();
    }

    /** What the motors take together. */
    public double motorAmperes() {
        return Math.max(0, watts - IDLE_WATTS) / volts();
    }
}
