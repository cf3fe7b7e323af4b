package depot.gps.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Ecef;
import depot.gnss.Streams;
import depot.gnss.nmea.Txt;
import depot.gnss.rtcm.StationPosition;
import depot.gnss.ubx.Inf;
import depot.gnss.ubx.NavSvin;
import depot.support.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseWatchTest {
    private static final String WARNING = "Base station position seems incorrect";
    private static final Ecef PLACE = new Ecef(4_177_000, 855_000, 4_728_000);
    private final ManualTime time = new ManualTime();
    private Optional<Ecef> expected = Optional.empty();
    private Optional<KeptPosition> kept = Optional.empty();
    private final BaseMemory memory = new BaseMemory(Optional.empty(), time);
    private final BaseWatch watch = new BaseWatch(time, 5, () -> expected, () -> kept, memory, true);

    private void comes(byte[] frame) {
        watch.frame(Streams.frame(frame));
    }

    private static Ecef away(double metres) {
        return new Ecef(PLACE.xMetres(), PLACE.yMetres() + metres, PLACE.zMetres());
    }

    private static byte[] station(double metresAway) {
        return new StationPosition(0, 0, true, true, true, false, away(metresAway), true, 0, OptionalDouble.empty()).encode();
    }

    private static byte[] survey(double metresAway, double accuracy, boolean valid) {
        return new NavSvin(0, 300, away(metresAway), accuracy, 300, valid, !valid).encode();
    }

    private boolean wrong() {
        return watch.problem().isPresent();
    }

    @Test
    void theReceiversWarningCountsInEitherFormUntilItIsNotRepeated() {
        comes(new Inf(Inf.Severity.WARNING, WARNING).encode());
        assertTrue(watch.problem().orElseThrow().contains("seems incorrect"));
        time.advance(BaseWatch.WARNING.minusSeconds(1));
        comes(new Txt("GN", OptionalInt.of(1), OptionalInt.of(1), Txt.Severity.WARNING, WARNING.toLowerCase(java.util.Locale.ROOT))
                .encode());
        time.advance(BaseWatch.WARNING.minusSeconds(1));
        assertTrue(wrong());
        time.advance(Duration.ofSeconds(1));
        assertTrue(!wrong());
    }

    @Test
    void otherWarningsAndNoticesAreNoneOfTheBase() {
        comes(new Inf(Inf.Severity.NOTICE, WARNING).encode());
        comes(new Inf(Inf.Severity.WARNING, "txbuf alloc").encode());
        assertTrue(!wrong());
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0.009, false", "0.02, true", "40, true"})
    void aPositionThatDiffersFromTheOneThatWasSet(double metres, boolean isWrong) {
        comes(station(metres));
        assertTrue(!wrong(), "none was set");
        expected = Optional.of(PLACE);
        assertEquals(isWrong, wrong());
        comes(station(0));
        assertTrue(!wrong(), "and it is over when it is right");
    }

    @Test
    void whatCameBeforeANewTaskOrWithinSecondsOfItSaysNothing() {
        expected = Optional.of(PLACE);
        comes(station(100));
        comes(new Inf(Inf.Severity.WARNING, WARNING).encode());
        watch.begunAnew();
        assertTrue(!wrong());
        comes(station(100));
        assertTrue(!wrong(), "it may have been under way");
        time.advance(BaseWatch.SETTLING);
        comes(station(100));
        assertTrue(wrong());
    }

    @ParameterizedTest
    @CsvSource({
        "4.9,  0.5, 0.5, false", // the limit
        "5.1,  0.5, 0.5, true",
        "5.9,  3,   3,   false", // the accuracies explain it
        "6.1,  3,   3,   true"})
    void aSurveyThatEndsFarFromTheKeptPosition(double metres, double accuracyKept, double accuracyNow, boolean isWrong) {
        kept = Optional.of(new KeptPosition(PLACE, accuracyKept, 0));
        comes(survey(metres, accuracyNow, false));
        assertTrue(!wrong(), "it has not ended");
        comes(survey(metres, accuracyNow, true));
        assertEquals(isWrong, wrong());
        List<String> reasons = new ArrayList<>();
        watch.problem().ifPresent(reasons::add);
        assertTrue(reasons.stream().allMatch(reason -> reason.contains("from the kept position")), reasons::toString);
        comes(survey(metres, accuracyNow, false));
        assertTrue(!wrong(), "a new one runs");
    }

    @Test
    void withoutAKeptPositionASurveyMayEndAnywhere() {
        comes(survey(1000, 1, true));
        assertTrue(!wrong());
    }

    @Test
    void correctionsStopOnlyWhereThatIsWantedAndGoOnAfterwards() {
        for (boolean stops : new boolean[] {true, false}) {
            List<String> calls = new ArrayList<>();
            MovedGuard guard = new MovedGuard(watch, stops, why -> calls.add("stop"), () -> calls.add("resume"));
            expected = Optional.of(PLACE);
            comes(station(30));
            guard.look();
            guard.look();
            comes(station(0));
            guard.look();
            assertEquals(stops ? List.of("stop", "resume") : List.of(), calls);
        }
    }

    /** As receivers in the field log it. */
    @ParameterizedTest
    @ValueSource(strings = {"Base station position seems incorrect", "Reference station position seems incorrect"})
    void theWarningInTheFormsOfTheField(String text) {
        comes(new Txt("GN", OptionalInt.of(1), OptionalInt.of(1), Txt.Severity.WARNING, text).encode());
        assertTrue(wrong(), text);
    }

    @Test
    void aPositionThatJumpsWithoutACommandIsReportedUntilItIsBackOrAccepted() {
        comes(station(0));
        comes(station(0.04));
        assertTrue(!wrong());
        comes(station(1.8));
        assertTrue(watch.problem().orElseThrow().contains("jumped by 1.80 m without a command"), () -> watch.problem().toString());
        comes(station(0));
        assertTrue(!wrong(), "it is back");
        comes(station(1.8));
        assertTrue(watch.accept());
        assertTrue(!wrong());
        assertTrue(!watch.accept(), "there is nothing to take");
        watch.commanded();
        comes(station(30));
        assertTrue(!wrong(), "somebody wanted that");
        watch.begunAnew();
        time.advance(BaseWatch.SETTLING);
        comes(station(33));
        assertTrue(wrong(), "the receiver lost its power, and was set to survey anew by itself");
    }

    @Test
    void anotherCastersVirtualStationMayJump() {
        BaseWatch other = new BaseWatch(time, 5, Optional::empty, Optional::empty, memory, false);
        other.frame(Streams.frame(station(0)));
        other.frame(Streams.frame(station(5000)));
        assertTrue(other.problem().isEmpty());
    }

    @Test
    void aConfiguredPositionThatIsFarFromTheLastFixIsDoubtedUnlessItWasConfirmed() {
        comesToMemory(depot.gnss.Captures.read("f9p-config-poll-ack.ubx"));
        Ecef far = new depot.gnss.Geodetic(53.4506714, -2.2403057, 34.331).toEcef();
        expected = Optional.of(far);
        assertTrue(watch.problem().orElseThrow()
                .contains("doubtful: it is 48 m from the last fix before time mode: the height seems to be above the sea"),
                () -> watch.problem().toString());
        watch.confirm(far);
        assertTrue(!wrong());
        watch.confirm(null);
        expected = Optional.of(new depot.gnss.Geodetic(53.4506714, -2.2403057, 82.8).toEcef());
        assertTrue(!wrong());
    }

    private void comesToMemory(byte[] capture) {
        Streams.framed(capture).frames().forEach(memory::frame);
    }
}
