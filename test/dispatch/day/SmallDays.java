package depot.dispatch.day;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Days so small that the best is known exactly: three rovers, eight tasks, and nothing goes wrong. */
public final class SmallDays {
    private static final int ROVERS = 3;
    private static final int TASKS = 8;

    private SmallDays() {}

    /** The metres driven empty over the fewest possible, over that many days from a seed. */
    public static double ratio(long seed, int days, Policy policy) {
        double driven = 0;
        double best = 0;
        for (int i = 0; i < days; i++) {
            Day day = day(seed + i);
            driven += DayRun.of(day, policy).emptyMetres();
            best += BestDay.emptyMetres(day.starts(), day.jobs());
        }
        return driven / best;
    }

    private static Day day(long seed) {
        Day day = Day.of(seed, ROVERS, TASKS);
        List<Day.Job> anybodys = day.jobs().stream().map(job -> new Day.Job(job.number(), job.at(), -1, job.first(), job.last(), 100))
                .toList();
        List<Double> full = Stream.generate(() -> Day.FULL_VOLTS).limit(ROVERS).toList();
        List<List<Day.Spell>> none = new ArrayList<>(Stream.<List<Day.Spell>>generate(List::of).limit(ROVERS).toList());
        return new Day(day.starts(), full, anybodys, none, none);
    }
}
