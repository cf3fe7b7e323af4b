package depot.gps;

import depot.gnss.Constellation;
import depot.gnss.ubx.MonRf;
import depot.gps.base.BaseSetup;
import depot.gps.corrections.Corrections;
import depot.gps.corrections.MessageFlow;
import depot.gps.corrections.Usability;
import depot.gps.corrections.Usability.Part;
import depot.gps.status.Observed;
import depot.gps.status.ReceiverState;
import depot.gps.status.SurveyGoal;
import depot.gps.status.SurveyState;
import depot.gps.status.TimedSurvey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * Whether rovers can work with the corrections, and if not, what is missing, since when, and a guess at why. The guess goes
 * from what is nearest to the antenna to what is furthest from it. Any thread.
 *
 * @param timedSurvey the survey of a receiver that does not report its progress
 * @param fromCaster whether the stream comes from another caster, so that there is no receiver to set up
 */
record CorrectionsReport(ReceiverState state, Corrections corrections, BaseSetup setup, TimedSurvey timedSurvey, boolean fromCaster) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private static final int BIASES = 1230;
    /** Biases come seldom: every few seconds, or every tenth epoch. */
    private static final double SEEN_FOR_SECONDS = 20;
    private static final String SURVEYING = "a survey runs";

    /** For {@code /health}; empty when they are usable. */
    Optional<String> problem() {
        Usability usability = corrections.usability();
        return usability.usable() ? Optional.empty()
                : Optional.of("rovers get no usable corrections: no " + usability.missingNames() + " since "
                + shown(usability.sinceMillis())
                        + " (" + why(usability) + ")");
    }

    /** What is worth knowing though nothing is wrong. */
    List<String> notes() {
        return notes(corrections.flows());
    }

    static List<String> notes(List<MessageFlow> flows) {
        boolean glonass = flows.stream().anyMatch(flow -> Constellation.ofMsm(flow.type().number()) == Constellation.GLONASS
                && flow.sinceSeconds() >= SEEN_FOR_SECONDS);
        boolean biases = flows.stream().anyMatch(flow -> flow.type().number() == BIASES);
        return glonass && !biases
                ? List.of("GLONASS observations go without 1230: rovers of another make cannot use them for a fix") : List.of();
    }

    SurveyState survey() {
        boolean positionComes = !corrections.usability().missing().contains(Part.POSITION);
        return timedSurvey.state(positionComes).orElseGet(this::reportedSurvey);
    }

    private SurveyState reportedSurvey() {
        return state.surveyState(setup.surveyGoal().map(s -> new SurveyGoal(s.seconds(), s.accuracyMetres())));
    }

    private static String shown(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    /** As {@link #cause}, and when a survey should end. */
    String why(Usability usability) {
        String cause = cause(usability);
        return cause.equals(SURVEYING) ? survey().endsAtMillis().stream().mapToObj(at -> cause + ", and should end at " + shown(at))
                .findFirst().orElse(cause)
                : cause;
    }

    /** For a person; empty when they are usable. */
    String cause(Usability usability) {
        if (usability.usable()) {
            return "";
        }
        Observed observed = state.observed();
        boolean noPlace = usability.missing().contains(Part.POSITION);
        SurveyState survey = survey();
        if (corrections.stopped().isPresent()) {
            return "they are stopped: " + corrections.stopped().get();
        }
        if (!observed.connected()) {
            return "nothing comes from the " + (fromCaster ? "other caster" : "receiver");
        }
        if (fromCaster) {
            return "the other caster's stream does not have " + (usability.missing().size() > 1 ? "them" : "it");
        }
        if (observed.antenna().equals(Optional.of(MonRf.AntennaStatus.OPEN))) {
            return "the receiver says that its antenna is open: is the cable plugged in at both ends?";
        }
        if (observed.antenna().equals(Optional.of(MonRf.AntennaStatus.SHORT))) {
            return "the receiver says that its antenna is short: look at the cable and its plugs";
        }
        if (noPlace && survey.kind() == SurveyState.Kind.OVERDUE) {
            return "its survey is overdue: does the antenna see the whole sky, and is the accuracy within reach?";
        }
        return noPlace && survey.underWay() ? SURVEYING : withoutASurvey(usability, observed);
    }

    private static String withoutASurvey(Usability usability, Observed observed) {
        if (observed.fixKnown() && !observed.hasFix()) {
            return "the receiver has no fix: does the antenna see the sky?";
        }
        if (usability.missing().size() > 1) {
            return observed.corrections()
                    ? "the receiver sends no more of them: was it set up anew?" : "the receiver is not set up as a base: see GPS_BASE";
        }
        if (usability.missing().contains(Part.OBSERVATIONS)) {
            return "the receiver sends none with satellites in them: is it set up to send MSM, and does the antenna see the sky?";
        }
        return observed.timeMode() ? "the receiver knows its position and is not set up to send it"
                : "the receiver is not in time mode: it needs a survey or a fixed position";
    }
}
