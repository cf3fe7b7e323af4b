package depot.gps.status;

import java.util.OptionalLong;

/**
 * How far the receiver's survey is. Immutable.
 *
 * @param endsAtMillis Unix time at which it is expected to end; empty when none runs, or its goal is not known
 */
public record SurveyState(Kind kind, OptionalLong endsAtMillis) {
    static final SurveyState NONE = new SurveyState(Kind.NONE, OptionalLong.empty());

    /** On the wire in small letters. */
    public enum Kind {
        /** None ran since the receiver was set up, as far as it reports. */
        NONE,
        RUNNING,
        /** It runs for much longer than planned: most often the antenna sees too little of the sky. */
        OVERDUE,
        DONE
    }

    public boolean underWay() {
        return kind == Kind.RUNNING || kind == Kind.OVERDUE;
    }
}
