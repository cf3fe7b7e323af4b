package depot.archive.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackFitTest {
    /** Round a rectangle of 18 by 10 m, as in the field's recordings, at a metre a second. */
    private static double[] drive(int seconds) {
        double[] own = new double[2 * seconds];
        for (int i = 0; i < seconds; i++) {
            double at = i % 56;
            own[2 * i] = at < 18 ? at : at < 28 ? 18 : at < 46 ? 46 - at : 0;
            own[2 * i + 1] = at < 18 ? 0 : at < 28 ? at - 18 : at < 46 ? 10 : 56 - at;
        }
        return own;
    }

    private static double[] moved(double[] own, Frame frame, double noise, double outliers, long seed) {
        Random random = new Random(seed);
        double[] earth = new double[own.length];
        for (int i = 0; i < own.length; i += 2) {
            boolean out = random.nextDouble() < outliers;
            earth[i] = frame.x(own[i], own[i + 1]) + noise * random.nextGaussian() + (out ? 20 + random.nextDouble() * 50 : 0);
            earth[i + 1] = frame.y(own[i], own[i + 1]) + noise * random.nextGaussian() + (out ? -30 * random.nextDouble() : 0);
        }
        return earth;
    }

    @ParameterizedTest
    @CsvSource({"0.03, 120, 0.05, 0.5", "2, 600, 1, 4"})
    void findsTurnAndShiftWhateverTheyAre(double noise, int seconds, double metres, double degrees) {
        double[] own = drive(seconds);
        for (int turn = -180; turn < 180; turn += 17) {
            Frame frame = new Frame(turn * 3.1, -turn * 7.7, Math.toRadians(turn));
            TrackFit.Fitted fitted = assertInstanceOf(TrackFit.Fitted.class,
                    TrackFit.fit(own, moved(own, frame, noise, 0.1, turn), noise), "turned by " + turn);
            double off = fitted.frame().turn() - frame.turn();
            assertEquals(0, Math.toDegrees(Math.atan2(Math.sin(off), Math.cos(off))), degrees);
            assertEquals(frame.x(9, 5), fitted.frame().x(9, 5), metres);
            assertEquals(frame.y(9, 5), fitted.frame().y(9, 5), metres);
            assertTrue(fitted.agreeing() >= 0.8 * seconds);
        }
    }

    private static String refusal(double[] own, double[] earth, double accuracy) {
        return assertInstanceOf(TrackFit.Refused.class, TrackFit.fit(own, earth, accuracy)).why();
    }

    @Test
    void refusesWhatDoesNotSayEnoughAndSaysWhy() {
        double[] own = drive(120);
        Frame frame = new Frame(5, 6, 1);
        assertTrue(refusal(drive(5), moved(drive(5), frame, 0, 0, 1), 0.03).contains("10 are needed"));
        double[] still = new double[200];
        assertTrue(refusal(still, moved(still, frame, 0.03, 0, 1), 0.03).contains("too short"));
        double[] shortDrive = java.util.Arrays.copyOf(drive(56), 2 * 14); // 13 m, known to 2 m, fourteen times
        assertTrue(refusal(shortDrive, moved(shortDrive, frame, 2, 0, 1), 2).contains("too short"));
        assertTrue(refusal(own, moved(own, frame, 0.03, 0.6, 1), 0.03).contains("disagree"));
        assertTrue(refusal(own, new double[own.length], 0.03).contains("disagree"), "a receiver that stands still");
    }

    /** A mirrored track, another drive, and one of another length are not fitted, however well one would like to. */
    @ParameterizedTest
    @CsvSource({"-1, 1", "1.3, 1.3", "0.7, 0.7"})
    void refusesWhatDisagrees(double alongX, double alongY) {
        double[] own = java.util.Arrays.copyOf(drive(56), 2 * 40); // not the whole round, which is its own mirror image
        double[] earth = own.clone();
        for (int i = 0; i < own.length; i += 2) {
            earth[i] = own[i] * alongX;
            earth[i + 1] = own[i + 1] * alongY;
        }
        refusal(own, earth, 0.03);
    }

    @Test
    void placesInDegreesAndBack() {
        Placement placement = new Placement(41.48, -81.81, Math.toRadians(30), 0, "recording");
        LocalPlane plane = new LocalPlane(41.48, -81.81);
        assertEquals(100 * Math.cos(Math.toRadians(30)), plane.east(placement.longitudeOf(100, 0)), 1e-6);
        assertEquals(50, plane.north(placement.latitudeOf(100, 0)), 1e-6);
        assertEquals(111_070, plane.north(42.48), 100, "a degree of latitude");
        Placement other = new Placement(41.481, -81.812, Math.toRadians(-70), 0, "map");
        Frame into = placement.into(other);
        assertEquals(placement.latitudeOf(12, 7), other.latitudeOf(into.x(12, 7), into.y(12, 7)), 1e-8);
        assertEquals(placement.longitudeOf(12, 7), other.longitudeOf(into.x(12, 7), into.y(12, 7)), 1e-7);
    }
}
