package depot.sim.rover;

/**
 * One of the four motors: its current warms it, and the air cools it. Pure steps; immutable.
 *
 * @param celsius its temperature
 * @param amperes what it takes now
 */
public record Motor(double celsius, double amperes) {
    static final double AIR_CELSIUS = 25;
    private static final double DEGREES_FOR_AN_AMPERE = 32; // above the air, in the end
    private static final double WARMS_WITHIN_SECONDS = 240; // two thirds of the way

    public static final Motor COLD = new Motor(AIR_CELSIUS, 0);

    /** The motor so many seconds on. */
    public Motor after(double newAmperes, double seconds) {
        double end = AIR_CELSIUS + DEGREES_FOR_AN_AMPERE * Math.abs(newAmperes);
        return new Motor(celsius + (end - celsius) * (1 - Math.exp(-seconds / WARMS_WITHIN_SECONDS)), newAmperes);
    }
}
