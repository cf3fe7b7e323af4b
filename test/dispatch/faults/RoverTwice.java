package depot.dispatch.faults;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Two machines that nobody configured call themselves the same, and take the link from each other all the time, on two
 * processes.
 */
final class RoverTwice implements Scenario {
    private static final String UNCONFIGURED = "bvr-00";

    @Override
    public String name() {
        return "a rover twice";
    }

    @Override
    public Setup setup() {
        return Setup.TWO.withRovers(6, Setup.TWO.leg());
    }

    @Override
    public void prepare(Depot depot, SplittableRandom random) throws Exception {
        for (int i = 1; i <= 2; i++) {
            depot.fleet().add(UNCONFIGURED, UNCONFIGURED + "-machine-" + i, Habits.quick(random.nextInt(3) == 0)
                    .pause(Duration.ofMillis(300)));
        }
    }

    @Override
    public void play(Depot depot, SplittableRandom random) {
        depot.pass(Scenario.between(random, 2_000, 3_000));
    }
}
