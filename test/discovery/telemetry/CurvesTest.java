package depot.discovery.telemetry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.discovery.telemetry.Curve.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurvesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long BEGAN = -7_000 * SECOND; // the steady clock may well be negative

    private static double last(double[] points) {
        return points[points.length - 1];
    }

    private static long at(double seconds) {
        return BEGAN + (long) (seconds * SECOND);
    }

    @Test
    void aPointIsTheWorstOfItsTenSeconds() {
        Map<Kind, double[]> said = Map.of(Kind.BATTERY_VOLTS, new double[] {48, 46.5, 47}, Kind.CURRENT_AMPERES, new double[] {3, -40, 12},
                Kind.MOTOR_CELSIUS, new double[] {60, 76.5, 70}, Kind.ACCURACY_METRES, new double[] {0.02, 2.5, 1}, Kind.MESH_RSSI,
                new double[] {-60, -80, -70},
                Kind.LINEAR_METRES_PER_SECOND, new double[] {0.5, -1.5, 1});
        said.forEach((kind, values) -> {
            Curve curve = new Curve(kind, at(0));
            IntStream.range(0, values.length).forEach(i -> curve.add(at(i), values[i]));
            assertEquals(values[1], last(curve.read(at(9.9))), 0.02, kind.name);
        });
    }

    @Test
    void pointsStandWhereTheirTimeIs() {
        Curve curve = new Curve(Kind.BATTERY_VOLTS, at(0));
        curve.add(at(0), 48);
        curve.add(at(10), 47);
        curve.add(at(40), 46); // silent for two points
        double[] points = curve.read(at(50));
        assertArrayEquals(new double[] {48, 47, Double.NaN, Double.NaN, 46, Double.NaN},
                Arrays.copyOfRange(points, Curve.POINTS - 6, Curve.POINTS), 0.001);
        assertTrue(Arrays.stream(points).limit(Curve.POINTS - 6).allMatch(Double::isNaN));
    }

    @Test
    void afterAnHourAPointIsGone() {
        Curve curve = new Curve(Kind.BATTERY_VOLTS, at(0));
        curve.add(at(0), 48);
        curve.add(at(3590), 47);
        assertEquals(48, curve.read(at(3599))[0], 0.001);
        assertTrue(Double.isNaN(curve.read(at(3600))[0]));
        assertTrue(Arrays.stream(curve.read(at(20_000))).allMatch(Double::isNaN));
        curve.add(at(30_000), 46);
        double[] points = curve.read(at(30_000));
        assertEquals(46, last(points), 0.001);
        assertEquals(1, Arrays.stream(points).filter(point -> !Double.isNaN(point)).count());
    }

    @Test
    void whatIsTooLargeForAPointIsItsLargest() {
        Curve curve = new Curve(Kind.ACCURACY_METRES, at(0));
        curve.add(at(0), 1e9);
        assertEquals(163.8, last(curve.read(at(0))), 0.1);
        Curve backwards = new Curve(Kind.CURRENT_AMPERES, at(0));
        backwards.add(at(0), -10_000);
        assertEquals(-655.3, last(backwards.read(at(0))), 0.1);
    }

    @Test
    void whatIsNotKnownTakesNoMemory() {
        CurveMemory memory = new CurveMemory(1_000_000);
        Curves curves = new Curves(memory);
        double no = Double.NaN;
        assertTrue(curves.add(new Telemetry(at(0), new Telemetry.Status(at(0), no, no, 0),
                new Telemetry.Motors(at(0), List.of(new Telemetry.Motor("fl", no, no))), null, null, null)));
        assertEquals(0, memory.taken());
        assertTrue(curves.add(new Telemetry(at(1), new Telemetry.Status(at(1), 48, no, 0), null, null, null, null)));
        assertEquals(Curve.BYTES, memory.taken());
        curves.drop();
        assertEquals(0, memory.taken());
        assertTrue(curves.add(new Telemetry(at(2), new Telemetry.Status(at(2), 48, no, 0), null, null, null, null)));
        assertEquals(0, memory.taken(), "after it was dropped nothing is kept");
    }

    @Test
    void allRoversTogetherKeepWithinTheirMemory() {
        CurveMemory memory = new CurveMemory(10 * Curve.BYTES);
        Telemetry said = new Telemetry(at(0), new Telemetry.Status(at(0), 48, 3, 0), null, new Telemetry.Velocity(at(0), 1, 0), null, null);
        List<Curves> rovers = IntStream.range(0, 4).mapToObj(i -> new Curves(memory)).toList();
        assertEquals(List.of(true, true, true, false), rovers.stream().map(each -> each.add(said)).toList());
        assertEquals(10 * Curve.BYTES, memory.taken());
        assertEquals(1, rovers.getLast().read(at(1)).curves().size());
        rovers.getFirst().drop();
        assertTrue(rovers.getLast().add(said), "what another gave back can be had");
    }

    @Test
    void aSenderThatMakesMotorsUpGetsNoMoreCurvesThanARoverHasMotors() {
        Curves curves = new Curves(new CurveMemory(1_000_000));
        boolean all = true;
        for (int i = 0; i < 20; i++) {
            all &= curves.add(new Telemetry(at(i), null, new Telemetry.Motors(at(i), List.of(new Telemetry.Motor("m" + i, 20, 0))), null,
                    null, null));
        }
        assertFalse(all);
        assertEquals(TelemetryReader.MAX_MOTORS, curves.read(at(20)).motors().size());
    }

    @Test
    void tenThousandRoversAndAnHourOfAllFitIntoTwoHundredMegabytes() {
        int curvesOfARover = Kind.values().length - 1 + 4; // motors have one each
        assertTrue(10_000L * curvesOfARover * Curve.BYTES < CurveMemory.MOST_BYTES / 2);
    }
}
