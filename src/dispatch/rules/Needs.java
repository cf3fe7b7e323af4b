package depot.dispatch.rules;

/**
 * What a mission asks of a rover. Immutable.
 *
 * @param rover the one that it names; null for any
 * @param minBatteryVolts null for the depot's low
 * @param needsFix whether its position must be known to {@link FixRule#NEEDED_METRES}
 * @param home whether it takes the rover home, which a low battery does not forbid
 * @param first where its route begins; null where that is not known
 * @param avoid a rover that got into trouble on this task; null for none
 */
public record Needs(String rover, Double minBatteryVolts, boolean needsFix, boolean home, KnownRover.Place first, String avoid) {
    public static final Needs NONE = new Needs(null, null, false, false, null);

    public Needs(String rover, Double minBatteryVolts, boolean needsFix, boolean home, KnownRover.Place first) {
        this(rover, minBatteryVolts, needsFix, home, first, null);
    }

    /** The same, wherever its route begins. */
    Needs anywhere() {
        return new Needs(rover, minBatteryVolts, needsFix, home, null, avoid);
    }

    /** The same of a task that a rover got into trouble on. */
    public Needs avoiding(String troubled) {
        return new Needs(rover, minBatteryVolts, needsFix, home, first, troubled);
    }
}
