package depot.gps.status;

import depot.gnss.ubx.NavSvin;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Follows a survey, and works out when it should end. The receiver counts only the seconds in which it had a fix, so how long
 * it really runs is measured here too. Not thread-safe: {@link ReceiverState} guards it. Times are nanoseconds of the steady clock.
 */
final class SurveyProgress {
    /** What is older says nothing of now. */
    static final Duration FRESH = Duration.ofSeconds(60);
    /** Over the time that was asked for, a survey is late: as long again, and this at least. */
    static final Duration GRACE = Duration.ofMinutes(10);
    /** For a survey whose goal is not known: one of a day is a long one. */
    static final Duration LONGEST_UNKNOWN = Duration.ofHours(24);
    /** The accuracy of the first seconds says little of how it goes on. */
    private static final int TELLS_FROM_SECONDS = 30;
    private static final double LONGEST_SECONDS = 7 * 86_400;

    private Seen<NavSvin> newest;
    private long activeSince;

    void take(NavSvin message, long now) {
        boolean goesOn = newest != null && newest.value().active() && newest.value().durationSeconds() <= message.durationSeconds();
        if (message.active() && !goesOn) {
            activeSince = now - Duration.ofSeconds(message.durationSeconds()).toNanos();
        }
        newest = new Seen<>(message, now);
    }

    /** The receiver was given another task: what it reported so far no longer counts. */
    void forget() {
        newest = null;
    }

    Optional<NavSvin> newest(long now) {
        return Seen.fresh(newest, FRESH, now) ? Optional.of(newest.value()) : Optional.empty();
    }

    SurveyState state(Optional<SurveyGoal> goal, long now, long nowMillis) {
        Optional<NavSvin> survey = newest(now).filter(NavSvin::ran);
        if (survey.isEmpty()) {
            return SurveyState.NONE;
        }
        if (!survey.get().active()) {
            return new SurveyState(survey.get().valid() ? SurveyState.Kind.DONE : SurveyState.Kind.NONE, OptionalLong.empty());
        }
        Duration runs = Duration.ofNanos(Math.max(now - activeSince, Duration.ofSeconds(survey.get().durationSeconds()).toNanos()));
        Duration limit = goal.map(g -> Duration.ofSeconds(g.seconds()))
                .map(asked -> asked.plus(asked.compareTo(GRACE) > 0 ? asked : GRACE)).orElse(LONGEST_UNKNOWN);
        boolean overdue = runs.compareTo(limit) > 0;
        OptionalLong endsAt = goal.isEmpty() || overdue ? OptionalLong.empty()
                : OptionalLong.of(nowMillis + 1000 * secondsLeft(survey.get(), goal.get()));
        return new SurveyState(overdue ? SurveyState.Kind.OVERDUE : SurveyState.Kind.RUNNING, endsAt);
    }

    /**
     * The time that was asked for; and more where the mean, which gets better with the root of the time, will not be good enough by then.
     */
    private static long secondsLeft(NavSvin survey, SurveyGoal goal) {
        long so = survey.durationSeconds();
        double needed = goal.seconds();
        if (so >= TELLS_FROM_SECONDS && survey.accuracyMetres() > goal.accuracyMetres()) {
            double ratio = survey.accuracyMetres() / goal.accuracyMetres();
            needed = Math.max(needed, Math.min(LONGEST_SECONDS, so * ratio * ratio));
        }
        return Math.max(0, Math.round(needed) - so);
    }
}
