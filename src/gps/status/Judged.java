package depot.gps.status;

import depot.gps.corrections.Usability;
import depot.gps.ntrip.PushView;
import java.util.List;
import java.util.Optional;

/**
 * What the service concludes about the base, beyond what its receiver sends. Immutable.
 *
 * @param degraded what is wrong, for a person
 * @param cause a guess at why corrections are not usable, for a person, in words that stay the same; empty when they are
 * @param why the same with details that change all the time, such as when a survey should end
 * @param simulated whether the base is simulated
 * @param notes what is worth knowing though nothing is wrong, each for a person
 * @param pushes the state of the connection to each outside caster
 */
public record Judged(Optional<String> degraded, Usability corrections, String cause, String why, SurveyState survey, boolean simulated,
        List<String> notes, List<PushView> pushes) {
    /** Nothing is thought of it. */
    static Judged nothing(Optional<String> degraded) {
        return new Judged(degraded, new Usability(List.of(), 0), "", "", SurveyState.NONE, false, List.of(), List.of());
    }
}
