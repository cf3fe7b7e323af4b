package depot.dispatch.faults;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * PostgreSQL stops answering one of two processes, and that one alone: what its rovers say is known to it only, while the
 * balancer takes them to the other. From some seeds it stalls for so long that the other writes the process off.
 */
final class DatabaseStalled implements Scenario {
    /** A process that has not said for longer that it lives is taken for dead. */
    private static final int TAKEN_FOR_DEAD_MILLIS = 7_000;

    @Override
    public String name() {
        return "database stalled for one";
    }

    @Override
    public Setup setup() {
        return Setup.TWO.withOwnLines();
    }

    @Override
    public void play(Depot depot, SplittableRandom random) throws Exception {
        int first = random.nextInt(2);
        boolean written = random.nextInt(4) == 0;
        for (int i = 0; i < 2; i++) {
            depot.pass(Scenario.between(random, 300, 800));
            int number = (first + i) % 2;
            try (History.Disturbance _ = depot.databaseLines().stall(number, random.nextBoolean() ? DatabaseLine.Stall.ANSWERS : DatabaseLine.Stall.BOTH)) {
                depot.pass(Scenario.between(random, 100, 900)); // its rovers go on, and tell it
                depot.drain(number);
                depot.pass(written && i == 0 ? Duration.ofMillis(TAKEN_FOR_DEAD_MILLIS) : Scenario.between(random, 500, 2_500));
                if (random.nextInt(3) == 0) {
                    depot.databaseLines().cut(number); // what was held up is lost, too
                }
            }
            depot.pass(Scenario.between(random, 300, 800));
            depot.undrain(number);
        }
        depot.pass(Scenario.between(random, 300, 600));
    }
}
