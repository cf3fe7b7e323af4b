package depot.dispatch.faults;

import java.util.SplittableRandom;

/** The only process is killed at a random moment, twice, and started again. */
final class DispatchKilled implements Scenario {
    @Override
    public String name() {
        return "dispatch killed";
    }

    @Override
    public Setup setup() {
        return Setup.ONE;
    }

    @Override
    public void play(Depot depot, SplittableRandom random) throws Exception {
        for (int i = 0; i < 2; i++) {
            depot.pass(Scenario.between(random, 300, 1_000));
            depot.killProcess(0, Scenario.between(random, 0, 200));
        }
        depot.pass(Scenario.between(random, 300, 600));
    }
}
