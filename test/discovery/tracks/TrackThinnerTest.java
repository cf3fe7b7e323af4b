package depot.discovery.tracks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.discovery.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackThinnerTest {
    private static final double LATITUDE = 48.1375;
    private static final double METRE_NORTH = 1 / 111_195.0;
    private static final double METRE_EAST = METRE_NORTH / Math.cos(Math.toRadians(LATITUDE));

    private final List<TrackPoint> kept = new ArrayList<>();
    private final TrackThinner thinner = new TrackThinner(kept::add);
    private double seconds;
    private long clockAhead; // milliseconds

    private void at(double east, double north, double accuracy) {
        thinner.take(new Telemetry.Position((long) (seconds * 1e9), LATITUDE + north * METRE_NORTH, 11.5755 + east * METRE_EAST, accuracy,
                0),
                1_700_000_000_000L + (long) (seconds * 1000) + clockAhead);
    }

    private void drive(double east, double north) {
        at(east, north, 0.02);
        seconds++;
    }

    private List<String> lines() {
        return kept.stream().map(point -> String.format(java.util.Locale.ROOT, "%s%.1f %.1f", point.begins() ? "from " : "",
                (point.longitude() - 11.5755) / METRE_EAST + 0.001, (point.latitude() - LATITUDE) / METRE_NORTH + 0.001)).toList();
    }

    @Test
    void ofLanesTheCornersAreKeptAndALittleBetween() {
        for (int lane = 0; lane < 4; lane++) {
            for (int second = 0; second <= 8; second++) {
                drive(lane % 2 == 0 ? second : 8 - second, lane);
            }
        }
        thinner.flush();
        assertEquals(List.of("from 0.0 0.0", "8.0 0.0", "8.0 1.0", "0.0 1.0", "0.0 2.0", "8.0 2.0", "8.0 3.0", "0.0 3.0"), lines());
    }

    @Test
    void aStraightWayIsKeptEveryTenSecondsAndWhereItTurnsBack() {
        for (int second = 0; second <= 25; second++) {
            drive(second, 0);
        }
        for (int second = 1; second <= 4; second++) {
            drive(25 - second, 0);
        }
        thinner.flush();
        assertEquals(List.of("from 0.0 0.0", "10.0 0.0", "20.0 0.0", "25.0 0.0", "21.0 0.0"), lines());
    }

    @Test
    void aRoverThatStandsIsKeptOnceAMinuteAndWhenItGoesOn() {
        Random noise = new Random(1);
        for (int second = 0; second < 640; second++) {
            drive(0.008 * noise.nextGaussian(), 0.008 * noise.nextGaussian());
        }
        assertEquals(11, kept.size());
        drive(5, 0);
        drive(10, 0);
        thinner.flush();
        assertEquals(13, kept.size());
        TrackPoint stood = kept.get(11);
        assertEquals(639_000, stood.millis() - 1_700_000_000_000L, "it stood until then");
        assertEquals(1, kept.stream().filter(TrackPoint::begins).count());
    }

    @Test
    void whereItWasNotHeardForALongTimeALineEndsWhereItWasHeardLast() {
        drive(0, 0);
        drive(1, 0);
        drive(2, 0);
        seconds += 10;
        drive(9, 0);
        assertEquals(List.of("from 0.0 0.0", "2.0 0.0", "from 9.0 0.0"), lines());
        seconds += 8.9; // 9.9 from the last one
        drive(20, 0);
        thinner.flush();
        assertEquals("20.0 0.0", lines().getLast(), "a few lost datagrams are no gap");
    }

    @Test
    void whatItCannotHaveDrivenIsNotJoined() {
        drive(0, 0);
        drive(1, 0);
        drive(40, 0);
        drive(2, 0);
        assertEquals(List.of("from 0.0 0.0", "1.0 0.0", "from 40.0 0.0", "from 2.0 0.0"), lines());
    }

    @Test
    void aBadAccuracyThatIsSaidIsNoJumpAndDoesNotFillTheFile() {
        Random noise = new Random(2);
        for (int second = 0; second < 600; second++) {
            at(noise.nextGaussian(), noise.nextGaussian(), 5);
            seconds++;
        }
        assertEquals(1, kept.stream().filter(TrackPoint::begins).count());
        assertTrue(kept.size() < 100, kept.size() + " of 600");
    }

    @ParameterizedTest
    @ValueSource(longs = {3_600_000, -3_600_000, 10_000, -10_000})
    void aClockThatIsSetBeginsALine(long step) {
        drive(0, 0);
        drive(1, 0);
        clockAhead = step;
        drive(2, 0);
        drive(3, 0);
        thinner.flush();
        assertEquals(List.of("from 0.0 0.0", "1.0 0.0", "from 2.0 0.0", "3.0 0.0"), lines());
    }

    @Test
    void aSenderOfManyASecondGetsOneASecond() {
        Random noise = new Random(3);
        for (int i = 0; i < 50 * 60; i++) {
            at(noise.nextDouble(), noise.nextDouble(), 0.02);
            seconds += 0.02;
        }
        assertTrue(kept.size() <= 68, String.valueOf(kept.size()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatIsLeftOutLiesByTheLine(long seed) {
        Random random = new Random(seed);
        List<double[]> driven = new ArrayList<>();
        double x = 0;
        double y = 0;
        double heading = 0;
        for (int second = 0; second < 5000; second++) {
            heading += random.nextInt(20) == 0 ? random.nextGaussian() : 0.02 * random.nextGaussian();
            double speed = second / 100 % 5 == 0 ? 0 : 1.2;
            x += speed * Math.cos(heading);
            y += speed * Math.sin(heading);
            driven.add(new double[] {x, y});
            drive(x, y);
        }
        thinner.flush();
        assertTrue(kept.size() < 2500, String.valueOf(kept.size()));
        for (int i = 0; i < driven.size(); i++) {
            long millis = 1_700_000_000_000L + i * 1000L;
            int after = 0;
            while (kept.get(after).millis() < millis) {
                after++;
            }
            double[] to = plane(kept.get(after));
            double[] from = plane(kept.get(Math.max(0, after - 1)));
            assertTrue(distance(driven.get(i), from, to) < 0.11, "second " + i + " of seed " + seed); // where it stands twice the tolerance
        }
    }

    private static double[] plane(TrackPoint point) {
        return new double[] {(point.longitude() - 11.5755) / METRE_EAST, (point.latitude() - LATITUDE) / METRE_NORTH};
    }

    private static double distance(double[] place, double[] from, double[] to) {
        double dx = to[0] - from[0];
        double dy = to[1] - from[1];
        double length = dx * dx + dy * dy;
        double part = length == 0 ? 0 : Math.clamp(((place[0] - from[0]) * dx + (place[1] - from[1]) * dy) / length, 0, 1);
        return Math.hypot(from[0] + part * dx - place[0], from[1] + part * dy - place[1]);
    }
}
