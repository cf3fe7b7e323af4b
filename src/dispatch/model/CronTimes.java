package depot.dispatch.model;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * The times of a cron expression in a time zone; where daylight saving begins or ends, as Vixie cron treats them. Jobs with a {@code *}
 * minute or hour follow the local clock: they do not run in an hour that is skipped, and run in both passes of one that comes twice.
 * Others have fixed times: a skipped one moves to the moment of the shift, and of one that comes twice the first counts. Thread-safe.
 */
public final class CronTimes {
    private static final Duration HORIZON = Duration.ofDays(50 * 366L);

    private CronTimes() {}

    /** What is wrong with an expression, for a person; empty when nothing is. */
    public static Optional<String> check(String cron) {
        try {
            CronExpression.parse(cron);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Whether it goes by the clock as it is, and has no fixed times. */
    static boolean isWildcard(String expression) {
        return CronExpression.parse(expression).wildcard();
    }

    /** The first time strictly after {@code after}; empty when there is none within 50 years, as for 30 February. */
    static Optional<Instant> next(String expression, ZoneId zone, Instant after) {
        CronExpression cron = CronExpression.parse(expression);
        ZoneRules rules = zone.getRules();
        Instant end = after.plus(HORIZON);
        Instant at = after;
        LocalDateTime from = firstToLookAt(cron, rules, after);
        while (at.isBefore(end)) { // from one shift of the zone's clock to the next: between them local time is plain
            Optional<LocalDateTime> found = cron.next(from);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Instant instant = found.get().toInstant(rules.getOffset(at));
            ZoneOffsetTransition shift = rules.nextTransition(at);
            if (shift == null || instant.isBefore(shift.getInstant())) {
                return Optional.of(instant);
            }
            if (!cron.wildcard() && found.get().isBefore(shift.getDateTimeAfter())) {
                return Optional.of(shift.getInstant());
            }
            at = shift.getInstant();
            from = firstAfter(cron, shift);
        }
        return Optional.empty();
    }

    private static LocalDateTime firstToLookAt(CronExpression cron, ZoneRules rules, Instant after) {
        LocalDateTime from = LocalDateTime.ofEpochSecond(after.getEpochSecond(), 0, rules.getOffset(after)).plusSeconds(1);
        ZoneOffsetTransition last = rules.previousTransition(after.plusSeconds(1));
        if (last == null) {
            return from;
        }
        LocalDateTime first = firstAfter(cron, last);
        return from.isBefore(first) ? first : from;
    }

    /** Where a shift goes back, fixed times had their turn before it. */
    private static LocalDateTime firstAfter(CronExpression cron, ZoneOffsetTransition shift) {
        return shift.isOverlap() && !cron.wildcard() ? shift.getDateTimeBefore() : shift.getDateTimeAfter();
    }
}
