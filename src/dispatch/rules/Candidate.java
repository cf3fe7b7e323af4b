package depot.dispatch.rules;

/** A rover that might get a task of a mission, with all that this depends on. Immutable. @param lowVolts a battery below this is low */
public record Candidate(RoverBooks books, KnownRover known, Needs needs, double lowVolts) {
    public static Candidate of(RoverBooks books, FleetView fleet, Needs needs) {
        return new Candidate(books, fleet.of(books.rover()), needs, fleet.lowVolts());
    }

    /** The straight distance to the first waypoint; null where either place is not known. */
    public Double metres() {
        return known.place() == null || needs.first() == null ? null : known.place().metresTo(needs.first());
    }

    /** Whether all is known that ranks it among others. */
    public boolean isRanked() {
        return known.isWhole() && needs.first() != null;
    }
}
