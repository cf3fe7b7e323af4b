package depot.dispatch.faults;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * PostgreSQL stops answering one of two processes, and that one alone: what its rovers say is known to it only, while the
 * balancer takes them to the other. From some seeds it stalls for so long that the other writes the process off.
 */
final class DatabaseStalled implements Scenario {
    private static final int ROUNDS = 3;
    /** So that there is always some task on its way. */
    private static final int ROVERS = 24;
    private static final int OPERATORS = 10;

    @Override
    public String name() {
        return "database stalled for one";
    }

    @Override
    public Setup setup() {
        return Setup.TWO.withOwnLines().withRovers(ROVERS, Setup.TWO.leg()).withOperators(OPERATORS);
    }

    @Override
    public void play(Depot depot, SplittableRandom random) throws Exception {
        int first = random.nextInt(2);
        boolean writtenOff = random.nextInt(4) == 0;
        for (int i = 0; i < ROUNDS; i++) {
            depot.pass(Scenario.between(random, 200, 600));
            DatabaseLine.Stall what = random.nextBoolean() ? DatabaseLine.Stall.ANSWERS : DatabaseLine.Stall.BOTH;
            stall(depot, (first + i) % 2, what, writtenOff && i == 0 ? Scenario.WRITTEN_OFF_AFTER : Scenario.between(random, 500, 2_000),
                    random);
        }
        depot.pass(Scenario.between(random, 300, 600));
    }

    private static void stall(Depot depot, int number, DatabaseLine.Stall what, Duration drained, SplittableRandom random) {
        depot.passUntilTask(number); // its pong is not stored yet
        try (History.Disturbance _ = depot.databaseLines().stall(number, what)) {
            depot.pass(Scenario.between(random, 50, 700)); // its rovers go on, and report to it
            depot.drain(number);
            depot.pass(drained);
            if (random.nextInt(3) == 0) {
                depot.databaseLines().cut(number); // what was held up is lost, too
            }
        }
        depot.pass(Scenario.between(random, 200, 600));
        depot.undrain(number);
    }
}
