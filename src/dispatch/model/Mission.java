package depot.dispatch.model;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * A route to drive, with the rover and the schedule. Immutable. Times are the database's.
 *
 * @param roverId null for any rover
 * @param armed whether the schedule is in force; a mission from an earlier version of dispatch is not armed until it is saved
 * @param nextDue when it next starts by itself; null for never
 * @param lastDue when it was last due, and {@code lastOutcome} the outcome then; null for never
 * @param version grows with every edit; a start by itself is no edit
 */
public record Mission(UUID id, String name, UUID zoneId, String roverId, Schedule schedule, boolean enabled, OnLoss onLoss, Asks asks,
        Instant createdAt, Instant updatedAt, boolean armed, Instant nextDue, Instant lastDue, String lastOutcome, long version) {
    /**
     * What it asks of the rover that drives it.
     *
     * @param minBatteryVolts null for the depot's low
     * @param needsFix whether its position must be known with RTK's accuracy
     */
    public record Asks(Double minBatteryVolts, boolean needsFix, OnTrouble onTrouble, Kind kind) {
        public static final Asks NOTHING = new Asks(null, false, OnTrouble.KEEP, Kind.DRIVE);
    }

    /** Whether it is any route, or takes its rover home. */
    public enum Kind {
        DRIVE, HOME;

        /** Its word in the database and in JSON. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What to do with a task whose rover is in trouble, or does not drive it. */
    public enum OnTrouble {
        KEEP, FAIL, REQUEUE;

        /** Its word in the database and in JSON. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What to do with a task whose rover stays away for too long. */
    public enum OnLoss {
        FAIL, REQUEUE, WAIT;

        /** Its word in the database and in JSON. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
