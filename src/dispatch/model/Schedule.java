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
 * @param catchUp whether a time missed while no dispatch ran is made up for, once; null where it is not set, which means no
 */
public record Schedule(Trigger trigger, String cron, boolean loop, String timezone, Instant at, Boolean catchUp) {
    public static final Schedule MANUAL = new Schedule(Trigger.MANUAL, null, false, null, null, null);
    private static final Duration JUST_PAST = Duration.ofMinutes(1); // people are slow

    /** What starts it. */
    public enum Trigger { MANUAL, ONCE, CRON }

    public ZoneId zone() {
        return timezone == null ? ZoneOffset.UTC : ZoneId.of(timezone);
    }

    public boolean catchesUp() {
        return Boolean.TRUE.equals(catchUp);
    }

    /** Whether it goes by the clock as it is, as a {@code *} minute or hour does, and has no fixed times. */
    public boolean wildcard() {
        return trigger == Trigger.CRON && CronTimes.isWildcard(cron);
    }

    /** Whether its one time is so long ago that it must be a mistake. */
    public boolean isPast(Instant now) {
        return trigger == Trigger.ONCE && at != null && !catchesUp() && !at.isAfter(now.minus(JUST_PAST));
    }

    /** The first time after {@code after} at which it starts; for once, its one time, unless that {@link #isPast}. */
    public Optional<Instant> next(Instant after) {
        return switch (trigger) {
            case MANUAL -> Optional.empty();
            case ONCE -> isPast(after) ? Optional.empty() : Optional.of(at == null ? after : at);
            case CRON -> CronTimes.next(cron, zone(), after);
        };
    }
}
