package depot.dispatch.rules;

import depot.dispatch.model.TaskStatus;

/** Whether a free rover is sent home because its battery is low. Whether it may go is up to {@link Eligibility}. Pure. */
public final class HomeRule {
    /** Nearer than that it is at home. */
    static final double AT_HOME_METRES = 3;
    private static final double AWAY_METRES = 10;

    private HomeRule() {}

    /** @param lastWasHome whether the last task that it had was the way home @param lastStatus of that task; null for none */
    public record Last(boolean lastWasHome, TaskStatus lastStatus) {}

    /** Whether it is known to be at home. */
    public static boolean isHome(KnownRover rover, KnownRover.Place home) {
        return rover.place() != null && home != null && rover.place().metresTo(home) <= AT_HOME_METRES;
    }

    /**
     * It is sent once, and again only where it came home and is known to be elsewhere now. A rover whose way home was cancelled or failed
     * is left to a person.
     */
    public static boolean goes(KnownRover rover, double lowVolts, KnownRover.Place home, Last last) {
        if (rover.volts() == null || rover.volts() >= lowVolts || isHome(rover, home)) {
            return false;
        }
        if (!last.lastWasHome) {
            return true;
        }
        return last.lastStatus == TaskStatus.DONE && rover.place() != null && home != null && rover.place().metresTo(home) > AWAY_METRES;
    }
}
