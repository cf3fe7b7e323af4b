package depot.dispatch.faults;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Operators stop everything and release it again and again, while links break, the database stalls for one of two processes,
 * and the other is killed or stands still.
 */
final class StoppedAndReleased implements Scenario {
    private static final int FAULTS = 12;
    private static final int STOP_EACH = 60;

    @Override
    public String name() {
        return "stopped and released";
    }

    @Override
    public Setup setup() {
        return Setup.TWO.withOwnLines().stoppingEach(STOP_EACH);
    }

    @Override
    public void play(Depot depot, SplittableRandom random) throws Exception {
        spoil(depot, random);
        int number = random.nextInt(2);
        try (History.Disturbance _ = depot.databaseLines().stall(number, random.nextBoolean() ? DatabaseLine.Stall.ANSWERS
                : DatabaseLine.Stall.BOTH)) {
            depot.pass(Scenario.between(random, 300, 2_000));
        }
        spoil(depot, random);
        if (random.nextBoolean()) {
            depot.killProcess(number, Scenario.between(random, 100, 500));
        } else {
            depot.stopProcess(number, Scenario.between(random, 300, 1_500), random.nextBoolean());
        }
        depot.pass(Scenario.between(random, 300, 600));
    }

    private static void spoil(Depot depot, SplittableRandom random) {
        List<Line> lines = LinksCut.lines(depot);
        for (int i = 0; i < FAULTS; i++) {
            depot.pass(Scenario.between(random, 20, 120));
            LinksCut.spoil(lines.get(random.nextInt(lines.size())), random);
        }
    }
}
