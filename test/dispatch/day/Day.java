package depot.dispatch.day;

import depot.dispatch.rules.KnownRover;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A made-up day in a yard, the same for the same seed: which tasks come when, and what befalls each rover. Immutable. Times are seconds
 * since the morning, lengths metres.
 *
 * <p>Its numbers: tasks come one by one all day, a third of them in three bursts. A pack of 13 cells is full at 54.6 V and empty at 39, and
 * takes a rover 12 km at a metre a second. Everybody is driven by hand twice for a quarter of an hour, while it has no task; every second
 * one has an e-stop or a fault for 20 minutes.
 *
 * @param starts where each rover is in the morning
 * @param volts of each then
 */
public record Day(List<KnownRover.Place> starts, List<Double> volts, List<Job> jobs, List<List<Spell>> byHand, List<List<Spell>> trouble) {
    public static final int SECONDS = 10 * 3600;
    static final double YARD_METRES = 600;
    static final double FULL_VOLTS = 54.6;
    static final double EMPTY_VOLTS = 39;
    static final double LOW_VOLTS = 42;
    static final double VOLTS_A_METRE = (FULL_VOLTS - EMPTY_VOLTS) / 12_000;
    static final KnownRover.Place HOME = new KnownRover.Place(0, 0);

    /**
     * A task that comes.
     *
     * @param rover that it names; -1 for any
     * @param length from its first waypoint to its last
     */
    public record Job(int number, int at, int rover, KnownRover.Place first, KnownRover.Place last, double length) {}

    /** A time in which a rover is not itself. */
    public record Spell(int from, int to) {
        boolean holds(int now) {
            return now >= from && now < to;
        }
    }

    public static Day of(long seed, int rovers, int tasks) {
        SplittableRandom random = new SplittableRandom(seed);
        List<KnownRover.Place> starts = new ArrayList<>();
        List<Double> volts = new ArrayList<>();
        List<List<Spell>> byHand = new ArrayList<>();
        List<List<Spell>> trouble = new ArrayList<>();
        for (int i = 0; i < rovers; i++) {
            starts.add(place(random));
            volts.add(46 + random.nextDouble() * (FULL_VOLTS - 46));
            byHand.add(List.of(spell(random, 900), spell(random, 900)));
            trouble.add(random.nextBoolean() ? List.of(spell(random, 1200)) : List.of());
        }
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            int burst = random.nextInt(9);
            int at = burst < 3 ? 3600 + burst * 9000 + random.nextInt(300) : random.nextInt(SECONDS - 7200);
            jobs.add(new Job(i, at, random.nextInt(10) == 0 ? random.nextInt(rovers) : -1, place(random), place(random), 300
                    + random.nextInt(2400)));
        }
        jobs.sort(java.util.Comparator.comparingInt(Job::at).thenComparingInt(Job::number));
        return new Day(starts, volts, jobs, byHand, trouble);
    }

    private static KnownRover.Place place(SplittableRandom random) {
        return new KnownRover.Place(random.nextDouble() * YARD_METRES, random.nextDouble() * YARD_METRES);
    }

    private static Spell spell(SplittableRandom random, int seconds) {
        int from = random.nextInt(SECONDS - seconds);
        return new Spell(from, from + seconds);
    }
}
