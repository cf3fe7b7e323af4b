package depot.gps.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.support.ManualTime;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TimedSurveyTest {
    private final ManualTime time = new ManualTime();
    private final TimedSurvey survey = new TimedSurvey(time);

    @Test
    void itRunsAsLongAsItWasAskedToAndIsOverWithAPosition() {
        assertEquals(Optional.empty(), survey.state(false));
        survey.begin(OptionalInt.of(120));
        long end = time.millis() + 120_000;
        time.advance(Duration.ofSeconds(50));
        assertEquals(Optional.of(new SurveyState(SurveyState.Kind.RUNNING, OptionalLong.of(end))), survey.state(false));
        assertEquals(Optional.of(new SurveyState(SurveyState.Kind.DONE, OptionalLong.empty())), survey.state(true));
        time.advance(Duration.ofSeconds(71).plus(SurveyProgress.GRACE));
        assertEquals(Optional.of(new SurveyState(SurveyState.Kind.OVERDUE, OptionalLong.empty())), survey.state(false));
        survey.forget();
        assertEquals(Optional.empty(), survey.state(true));
    }

    @Test
    void whereTheReceiverDecidesNoEndIsPromised() {
        survey.begin(OptionalInt.empty());
        assertEquals(Optional.of(new SurveyState(SurveyState.Kind.RUNNING, OptionalLong.empty())), survey.state(false));
    }
}
