package depot.dispatch.day;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.dispatch.rules.KnownRover;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the table in the README shows, in small. */
class DayTest {
    private static final int ROVERS = 12;
    private static final int TASKS = 100;

    @Test
    void theSameSeedIsTheSameDay() {
        assertEquals(Day.of(7, ROVERS, TASKS), Day.of(7, ROVERS, TASKS));
        assertEquals(DayRun.of(Day.of(7, ROVERS, TASKS), Policy.pairing(0)), DayRun.of(Day.of(7, ROVERS, TASKS), Policy.pairing(0)));
    }

    @Test
    void whoKnowsTheFleetDrivesLessForNothingAndGivesNoTaskToWhoCannotBeginIt() {
        for (long seed = 1; seed <= 3; seed++) {
            Day day = Day.of(seed, ROVERS, TASKS);
            DayRun.Outcome blind = DayRun.of(day, Policy.blind());
            DayRun.Outcome knowing = DayRun.of(day, Policy.pairing(0));
            assertEquals(TASKS, knowing.done());
            assertEquals(0, knowing.ineligible());
            assertTrue(blind.ineligible() > 0, blind::toString);
            assertTrue(knowing.troubled() < blind.troubled(), () -> knowing + " " + blind);
            assertTrue(knowing.emptyMetres() < 0.9 * blind.emptyMetres(), () -> knowing + " " + blind);
        }
    }

    @Test
    void theBestDayIsTheBest() {
        KnownRover.Place[] line = {at(0), at(10), at(20), at(30)};
        List<Day.Job> jobs = List.of(new Day.Job(0, 0, -1, line[1], line[2], 1), new Day.Job(1, 0, -1, line[3], line[0], 1));
        assertEquals(10 + 10, BestDay.emptyMetres(List.of(line[0]), jobs));
        assertEquals(10 + 0, BestDay.emptyMetres(List.of(line[0], line[3]), jobs));
        assertTrue(SmallDays.ratio(1, 20, Policy.pairing(0)) >= 1);
    }

    private static KnownRover.Place at(double x) {
        return new KnownRover.Place(x, 0);
    }
}
