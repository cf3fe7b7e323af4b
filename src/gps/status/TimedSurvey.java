package depot.gps.status;

import depot.common.GuardedBy;
import depot.common.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The survey of a receiver that does not tell how far it is, as Unicore's and Septentrio's: all that is known is when it was asked for, and
 * that it is over once the receiver tells a position. Any thread.
 */
public final class TimedSurvey {
    private final Time time;
    @GuardedBy("this")
    private boolean asked;
    @GuardedBy("this")
    private OptionalInt seconds = OptionalInt.empty();
    @GuardedBy("this")
    private long askedAt;

    public TimedSurvey(Time time) {
        this.time = time;
    }

    /** @param takes seconds; empty when the receiver decides that itself */
    public synchronized void begin(OptionalInt takes) {
        asked = true;
        seconds = takes;
        askedAt = time.nanos();
    }

    /** The receiver has another task. */
    public synchronized void forget() {
        asked = false;
    }

    /**
     * Empty when none was asked for.
     *
     * @param positionComes whether the receiver tells a position
     */
    public synchronized Optional<SurveyState> state(boolean positionComes) {
        if (!asked) {
            return Optional.empty();
        }
        if (positionComes) {
            return Optional.of(new SurveyState(SurveyState.Kind.DONE, OptionalLong.empty()));
        }
        Duration runs = Duration.ofNanos(time.nanos() - askedAt);
        Duration takes = Duration.ofSeconds(seconds.orElse(0));
        if (runs.compareTo(takes.plus(SurveyProgress.GRACE)) > 0) {
            return Optional.of(new SurveyState(SurveyState.Kind.OVERDUE, OptionalLong.empty()));
        }
        return Optional.of(new SurveyState(SurveyState.Kind.RUNNING,
                seconds.isEmpty() ? OptionalLong.empty() : OptionalLong.of(time.millis() + Math.max(0, takes.minus(runs).toMillis()))));
    }
}
