package depot.dispatch.faults;

import java.time.Duration;
import java.util.SplittableRandom;

/** The only process is killed at a random moment, twice, and started again; from some seeds it is ended by SIGTERM instead. */
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
            Duration down = Scenario.between(random, 0, 200);
            if (random.nextInt(4) == 0) {
                depot.restartProcess(0, down);
            } else {
                depot.killProcess(0, down);
            }
        }
        depot.pass(random.nextInt(4) == 0 ? Scenario.WRITTEN_OFF_AFTER : Scenario.between(random, 300, 600));
    }
}
