package depot.dispatch.rules;

import depot.dispatch.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a mission that is due starts, and when it is due next; also after a time when no dispatch ran, and after the clock was set. A
 * step of up to three hours is taken for a correction, as Vixie cron does; after a larger one, only the next time is worked out anew. Pure.
 *
 * <pre>
 *   the clock is set          fixed times                               jobs with a * minute or hour
 *   forward, up to 3 h        what fell due in the jump starts, once    go on by the clock as it is
 *   forward, further          nothing is made up for (but catchUp), and the outcome says so
 *   back, up to 3 h           what has started does not start again     go on by the clock as it is
 *   back, further             go on by the clock as it is, and the outcome says so
 * </pre>
 */
public final class DueRule {
    /** A due time that is found later than this was missed. */
    public static final Duration MISSED = Duration.ofSeconds(10);
    static final Duration CORRECTION = Duration.ofHours(3);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private DueRule() {}

    /**
     * What is known when the schedules are checked. Times are the database's.
     *
     * @param step how far the clock was set since the last check; negative for back, zero for not
     * @param wasDown whether no dispatch checked for so long that times were missed
     */
    public record Look(Instant now, Duration step, boolean wasDown) {
        /** A clock that was set back. */
        public boolean wentBack() {
            return step.isNegative();
        }
    }

    /** What to do at a due time; {@code next} is when it is due after that, empty for never again. */
    public sealed interface Decision {
        Optional<Instant> next();

        /** It starts, for that time; {@code late} says for what reason it does so only now, else null. */
        record Start(Instant due, String late, Optional<Instant> next) implements Decision {}

        /** It does not start. */
        record Miss(String outcome, Optional<Instant> next) implements Decision {}

        /** Nothing was due by the clock as it is. */
        record GoOn(Optional<Instant> next) implements Decision {}
    }

    /** For a mission that is due: its time is not after {@code look.now()}. */
    public static Decision decide(Schedule schedule, Instant due, Look look) {
        boolean inJump = due.isAfter(look.now.minus(look.step).minus(ClockStep.TOLERANCE)) && !look.step.isNegative()
                && !look.step.isZero();
        boolean late = Duration.between(due, look.now).compareTo(MISSED) > 0;
        if (inJump && late) {
            return afterJump(schedule, due, look);
        }
        if (look.wasDown && late) {
            return schedule.catchesUp() ? new Decision.Start(due, "made up for", after(schedule, look.now))
                    : new Decision.Miss("missed while everything was down", after(schedule, look.now));
        }
        return new Decision.Start(due, null, after(schedule, due.isAfter(look.now.minus(MINUTE)) ? due : look.now.minus(MINUTE)));
    }

    private static Decision afterJump(Schedule schedule, Instant due, Look look) {
        String jump = "the clock was set forward by " + shown(look.step);
        if (look.step.compareTo(CORRECTION) > 0) {
            return schedule.catchesUp() ? new Decision.Start(due, "made up for, as " + jump, after(schedule, look.now))
                    : new Decision.Miss("missed, as " + jump, after(schedule, look.now));
        }
        if (!schedule.wildcard()) {
            return new Decision.Start(due, "late, as " + jump, after(schedule, look.now));
        }
        Optional<Instant> thisMinute = schedule.next(look.now.minus(MINUTE)).filter(time -> !time.isAfter(look.now));
        Optional<Instant> next = after(schedule, look.now);
        return thisMinute.<Decision>map(time -> new Decision.Start(time, null, next)).orElseGet(() -> new Decision.GoOn(next));
    }

    private static Optional<Instant> after(Schedule schedule, Instant time) {
        return schedule.trigger() == Schedule.Trigger.CRON ? schedule.next(time) : Optional.empty();
    }

    /**
     * When a mission is next due after the clock was set back; empty for as before.
     *
     * @param nextDue when it was due next before that
     * @param lastDue when it was last due; null for never
     */
    public static Optional<Instant> afterStepBack(Schedule schedule, Instant nextDue, Instant lastDue, Look look) {
        if (schedule.trigger() != Schedule.Trigger.CRON || !nextDue.isAfter(look.now)) {
            return Optional.empty();
        }
        Instant before = look.now.minus(look.step).plus(ClockStep.TOLERANCE); // what the clock said at most
        boolean started = lastDue != null && lastDue.isAfter(look.now) && !lastDue.isAfter(before);
        boolean notAgain = started && !schedule.wildcard() && !isFurther(look);
        return schedule.next(notAgain ? lastDue : look.now).filter(time -> time.isBefore(nextDue));
    }

    /** Whether it was set by more than a correction. */
    public static boolean isFurther(Look look) {
        return look.step.abs().compareTo(CORRECTION) > 0;
    }

    /** A step in words. */
    public static String shown(Duration step) {
        Duration size = step.abs();
        return size.toDays() > 1 ? size.toDays() + " days" : size.toHours() > 1 ? size.toHours() + " h"
                : size.toMinutes() > 1 ? size.toMinutes() + " min" : size.toSeconds() + " s";
    }
}
