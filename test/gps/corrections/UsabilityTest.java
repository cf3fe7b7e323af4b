package depot.gps.corrections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Ecef;
import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.rtcm.MsmHeader;
import depot.gnss.rtcm.StationPosition;
import depot.gps.corrections.Usability.Part;
import depot.support.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** When corrections are usable, with the clock turned. */
class UsabilityTest {
    private final ManualTime time = new ManualTime();
    private final Corrections corrections = new Corrections(time);

    private List<Part> missing() {
        return corrections.usability().missing();
    }

    private static Frame withoutSatellites() {
        return Streams.frame(new MsmHeader(1077, 1, 0, false, 0, 0, 0, false, 0, 0, 0x4080_0000, 0).encode());
    }

    private static Frame withoutPlace() {
        return Streams.frame(new StationPosition(0, 0, true, true, true, false, new Ecef(0, 0, 0), true, 0, OptionalDouble.empty())
                .encode());
    }

    @Test
    void bothAreNeededAndEachGrowsOldByItself() {
        long start = time.millis();
        time.advance(Duration.ofSeconds(3));
        assertEquals(List.of(Part.OBSERVATIONS, Part.POSITION), missing());
        assertEquals(start, corrections.usability().sinceMillis(), "as nothing ever came");
        corrections.accept(Messages.position(1));
        assertEquals(List.of(Part.OBSERVATIONS), missing());
        corrections.accept(Messages.measurements(1077, 1));
        long came = time.millis();
        assertEquals(new Usability(List.of(), 0), corrections.usability());
        time.advance(Corrections.FLOWING_WITHIN.minusMillis(1));
        assertTrue(corrections.usability().usable());
        time.advance(Duration.ofMillis(1));
        assertEquals(new Usability(List.of(Part.OBSERVATIONS), came), corrections.usability());
        for (int second = 10; second < 60; second += 5) {
            corrections.accept(Messages.measurements(1077, second));
            time.advance(Duration.ofSeconds(5));
        }
        assertEquals(List.of(Part.POSITION), missing());
    }

    @Test
    void whatIsEmptyIsNone() {
        corrections.accept(withoutSatellites());
        corrections.accept(withoutPlace());
        corrections.accept(Messages.biases(1));
        assertEquals(List.of(Part.OBSERVATIONS, Part.POSITION), missing());
        assertTrue(corrections.flowing(), "though messages come");
    }

    /** Rovers believe the newest, be it nonsense. */
    @Test
    void aPositionThatBecomesNoneIsMissingAtOnce() {
        corrections.accept(Messages.measurements(1077, 1));
        corrections.accept(Messages.position(1));
        corrections.accept(withoutPlace());
        assertEquals(List.of(Part.POSITION), missing());
        assertEquals(List.of(), corrections.join().first(), "and is not handed to who comes");
        corrections.accept(Messages.position(1));
        assertTrue(corrections.usability().usable());
    }

    @Test
    void aPositionThatIsGivenUpIsNoLongerSent() {
        corrections.accept(Messages.position(1));
        corrections.accept(Messages.measurements(1077, 1));
        corrections.forgetPosition();
        assertEquals(List.of(Part.POSITION), missing());
        assertEquals(List.of(), corrections.join().first());
    }

    @Test
    void whatIsStoppedIsNotUsable() {
        corrections.accept(Messages.position(1));
        corrections.accept(Messages.measurements(1077, 1));
        corrections.stop("it has moved");
        assertEquals(List.of(Part.OBSERVATIONS, Part.POSITION), missing());
        corrections.accept(Messages.position(1));
        assertEquals(2, missing().size());
        corrections.resume();
        assertEquals(2, missing().size(), "nothing passed yet");
    }
}
