package depot.dispatch.model;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * When a mission starts by itself. Immutable.
 *
 * @param cron five fields, for the trigger cron; else null
 * @param loop whether the rover begins anew at the end of the route
 * @param timezone an IANA name; null for UTC
 * @param at for the trigger once; null for as soon as it is saved
 * @param catchUp whether a time missed while everything was down is made up for, once; null where nobody said (no)
 */
public record Schedule(Trigger trigger, String cron, boolean loop, String timezone, Instant at, Boolean catchUp) {
    public static final Schedule MANUAL = new Schedule(Trigger.MANUAL, null, false, null, null, null);
    private static final Duration JUST_PAST = Duration.ofMinutes(1); // clocks differ, and people are slow

    /** What starts it. */
    public enum Trigger { MANUAL, ONCE, CRON }

    public ZoneId zone() {
        return timezone == null ? ZoneOffset.UTC : ZoneId.of(timezone);
    }

    public boolean catchesUp() {
        return Boolean.TRUE.equals(catchUp);
    }

    /** The first time after {@code after} at which it starts; for once, its one time, if that is not past by more than a minute. */
    public Optional<Instant> next(Instant after) {
        return switch (trigger) {
            case MANUAL -> Optional.empty();
            case ONCE -> Optional.of(at == null ? after : at).filter(time -> time.isAfter(after.minus(JUST_PAST)));
            case CRON -> CronTimes.next(cron, zone(), after);
        };
    }
}
