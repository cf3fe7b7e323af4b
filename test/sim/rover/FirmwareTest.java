package depot.sim.rover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.sim.motion.Limits;
import depot.sim.motion.Pose;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What rovers in the field do, of the contract's "What the rovers in the field do", with a clock that is turned. */
class FirmwareTest {
    private static final double STEP = 0.05;
    private static final Pose CHARGER = new Pose(-10, 0, 0);

    private final List<Report> reports = new ArrayList<>();
    private final Firmware rover = new Firmware(new Pose(0, 0, 0), CHARGER, new Battery(0.8, 0), Limits.ROVER, reports::add);

    private static Waypoint at(double x, double y) {
        return new Waypoint(x, y, OptionalDouble.empty());
    }

    private static Order square(String id, boolean loop) {
        return new Order(id, List.of(at(5, 0), at(5, 5), at(0, 5), at(0, 0)), loop);
    }

    private void pass(double seconds) {
        for (double t = 0; t < seconds; t += STEP) {
            rover.advance(STEP);
        }
    }

    private void passUntil(String what, BooleanSupplier condition) {
        for (double t = 0; !condition.getAsBoolean(); t += STEP) {
            assertTrue(t < 600, what + ": not in ten minutes");
            rover.advance(STEP);
        }
    }

    @Test
    void reportsEachWaypointWhenItIsThereAndThenThatItIsDone() {
        rover.take(square("t", false));
        assertEquals(Mode.AUTONOMOUS, rover.mode());
        for (Waypoint each : square("t", false).waypoints()) {
            int before = reports.size();
            passUntil("a report", () -> reports.size() > before);
            assertTrue(rover.pose().distanceTo(each.x(), each.y()) < 0.4, "reported at " + rover.pose() + ", not at " + each);
        }
        pass(30);
        assertEquals(List.of(new Report.Progress("t", 0, 0, 0), new Report.Progress("t", 25, 1, 0), new Report.Progress("t", 50, 2, 0),
                new Report.Progress("t", 75, 3, 0), new Report.Complete("t", 1)), reports);
        assertEquals(Mode.IDLE, rover.mode());
    }

    @Test
    void aLoopGoesRoundAndNeverCompletes() {
        rover.take(square("t", true));
        passUntil("three laps", () -> reports.contains(new Report.Progress("t", 0, 0, 3)));
        assertEquals(13, reports.size());
        assertTrue(reports.stream().allMatch(Report.Progress.class::isInstance));
    }

    @Test
    void anyTaskTheSameOnceMoreIncludedBeginsAtTheFirstWaypoint() {
        rover.take(square("t", false));
        passUntil("the third waypoint", () -> reports.size() == 3);
        rover.take(square("t", false));
        passUntil("a report", () -> reports.size() == 4);
        assertEquals(new Report.Progress("t", 0, 0, 0), reports.get(3));
    }

    @Test
    void onlyACancelOfItsOwnTaskStopsIt() {
        rover.take(square("t", false));
        pass(2);
        rover.cancel("another");
        assertTrue(rover.onTask());
        rover.cancel("t");
        assertEquals(Mode.IDLE, rover.mode());
        pass(3);
        Pose stopped = rover.pose();
        pass(60);
        assertEquals(stopped, rover.pose());
        assertEquals(List.of(), reports);
    }

    @Test
    void aTaskThatComesWhileItIsStoppedIsKeptAndBegunWhenItIsFree() {
        rover.emergencyStop();
        rover.take(square("t", false));
        pass(20);
        assertEquals(Mode.EMERGENCY_STOP, rover.mode());
        assertEquals(new Pose(0, 0, 0), rover.pose());
        rover.release();
        passUntil("the end", () -> reports.contains(new Report.Complete("t", 1)));
    }

    @Test
    void afterAnEmergencyStopItGoesOnWhereItWas() {
        rover.take(square("t", false));
        passUntil("the second waypoint", () -> reports.size() == 2);
        rover.emergencyStop();
        pass(30);
        assertEquals(2, reports.size());
        rover.release();
        passUntil("the end", () -> reports.contains(new Report.Complete("t", 1)));
        assertEquals(5, reports.size());
    }

    @Test
    void aTaskThatFailedStandsUntilItIsCancelledOrAnotherComes() {
        rover.take(square("t", false));
        pass(2);
        rover.failTask("stuck");
        pass(60);
        assertEquals(List.of(new Report.Failed("t", "stuck")), reports);
        assertFalse(rover.onTask());
        rover.take(square("u", false));
        passUntil("the end", () -> reports.contains(new Report.Complete("u", 1)));
    }

    @Test
    void aDenseRouteIsReportedWholeAndInOrder() {
        List<Waypoint> dense = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            dense.add(at(2 + i * 0.02, Math.sin(i * 0.02)));
        }
        rover.take(new Order("t", dense, false));
        passUntil("the end", () -> reports.contains(new Report.Complete("t", 1)));
        assertEquals(501, reports.size());
        for (int i = 0; i < 500; i++) {
            assertEquals(new Report.Progress("t", i / 5, i, 0), reports.get(i));
        }
    }

    @Test
    void withALowBatteryAndNothingToDoItGoesHomeAndCharges() {
        Firmware tired = new Firmware(new Pose(8, 8, 2), CHARGER, new Battery(0.3, 0), Limits.ROVER, reports::add);
        for (double t = 0; t < 3600; t += STEP) {
            tired.advance(STEP);
        }
        assertEquals(0, CHARGER.distanceTo(tired.pose().x(), tired.pose().y()), 0.4);
        assertEquals(Mode.IDLE, tired.mode());
        assertTrue(tired.battery().charge() > 0.9, "charge " + tired.battery().charge());
        assertEquals(List.of(), reports);
    }

    @Test
    void anEmptyBatteryFailsTheTask() {
        Firmware tired = new Firmware(new Pose(8, 8, 2), CHARGER, new Battery(0.1001, 0), Limits.ROVER, reports::add);
        tired.take(square("t", true));
        for (int i = 0; i < 2000 && reports.isEmpty(); i++) {
            tired.advance(STEP);
        }
        assertEquals("battery at 44.", ((Report.Failed) reports.getFirst()).error().substring(0, 14));
    }

    /** Hours with everything that can happen: the same seed, the same drive to the last digit; another seed, another. */
    @Test
    void theSeedDecides() {
        assertEquals(afterHours(4), afterHours(4));
        assertFalse(afterHours(4).equals(afterHours(5)));
    }

    private static List<Object> afterHours(long seed) {
        List<Object> course = new ArrayList<>();
        Firmware rover = new Firmware(CHARGER, CHARGER, new Battery(1, 0), Limits.ROVER, course::add);
        Mishaps mishaps = new Mishaps(new SplittableRandom(seed), 20);
        for (int i = 0; i < 2 * 3600 / STEP; i++) {
            if (rover.mode() == Mode.IDLE || i % 20_000 == 0) {
                rover.take(square("t" + i, i % 3 == 0));
            }
            rover.advance(STEP);
            mishaps.advance(STEP, rover);
        }
        course.add(rover.pose());
        course.add(rover.battery());
        assertTrue(course.stream().anyMatch(Report.Failed.class::isInstance), "nothing failed");
        return course;
    }
}
