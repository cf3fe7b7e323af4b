package depot.gps.status;

import depot.common.GuardedBy;
import depot.common.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The survey of a receiver that does not report progress, as Unicore's and Septentrio's. Known are only when it was started, how long it
 * takes, and that it is over once the receiver sends a position. Any thread.
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

    /** The receiver was set up in another way: no such survey runs. */
    public synchronized void forget() {
        asked = false;
    }

    /**
     * Empty when none was started.
     *
     * @param positionComes whether the receiver sends a position
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
