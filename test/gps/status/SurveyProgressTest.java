package depot.gps.status;

import static depot.gps.status.Receivers.survey;
import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.gnss.Ecef;
import depot.gnss.ubx.NavSvin;
import depot.gps.status.SurveyState.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SurveyProgressTest {
    private static final Optional<SurveyGoal> FIVE_MINUTES = Optional.of(new SurveyGoal(300, 2));
    private final SurveyProgress progress = new SurveyProgress();
    private long now;

    private void comes(NavSvin message, int seconds) {
        now = Duration.ofSeconds(seconds).toNanos();
        progress.take(message, now);
    }

    private SurveyState state(Optional<SurveyGoal> goal) {
        return progress.state(goal, now, now / 1_000_000);
    }

    private static NavSvin active(int seconds, double accuracy) {
        return new NavSvin(0, seconds, new Ecef(4_177_000, 855_000, 4_728_000), accuracy, seconds, false, true);
    }

    @Test
    void itEndsWhenTheTimeIsOverOrTheAccuracyIsReachedWhicheverIsLater() {
        assertEquals(SurveyState.NONE, state(FIVE_MINUTES));
        comes(active(60, 1.5), 60);
        assertEquals(new SurveyState(Kind.RUNNING, OptionalLong.of(300_000)), state(FIVE_MINUTES));
        assertEquals(new SurveyState(Kind.RUNNING, OptionalLong.empty()), state(Optional.empty()), "nobody knows what it has to reach");
        comes(active(60, 8), 60);
        assertEquals(OptionalLong.of(960_000), state(FIVE_MINUTES).endsAtMillis(), "to a quarter takes sixteen times as long");
        comes(active(300, 1.9), 300);
        assertEquals(OptionalLong.of(300_000), state(FIVE_MINUTES).endsAtMillis());
        comes(survey(301, true, false), 301);
        assertEquals(new SurveyState(Kind.DONE, OptionalLong.empty()), state(FIVE_MINUTES));
    }

    @Test
    void itIsOverdueAlsoWhenTheReceiverDoesNotCountForWantOfAFix() {
        comes(active(0, 90_000), 0);
        comes(active(0, 90_000), 900);
        assertEquals(Kind.RUNNING, state(FIVE_MINUTES).kind());
        comes(active(0, 90_000), 901);
        assertEquals(new SurveyState(Kind.OVERDUE, OptionalLong.empty()), state(FIVE_MINUTES));
        comes(active(0, 90_000), 86_401);
        assertEquals(Kind.OVERDUE, state(Optional.empty()).kind(), "a day is too long for any");
    }

    @Test
    void oneThatRanBeforeWeCameIsJudgedByItsOwnTime() {
        comes(active(86_000, 3), 5);
        assertEquals(Kind.OVERDUE, state(FIVE_MINUTES).kind());
        assertEquals(Kind.RUNNING, state(Optional.empty()).kind());
        comes(active(1, 8), 6);
        assertEquals(Kind.RUNNING, state(FIVE_MINUTES).kind(), "another one began");
        progress.forget();
        assertEquals(SurveyState.NONE, state(FIVE_MINUTES));
    }
}
