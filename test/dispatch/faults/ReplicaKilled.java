package depot.dispatch.faults;

import java.util.SplittableRandom;

/**
 * Of two processes one is killed; its rovers come back to the other. Then it is started again, from some seeds when the other has
 * written it off.
 */
final class ReplicaKilled implements Scenario {
    @Override
    public String name() {
        return "replica killed";
    }

    @Override
    public Setup setup() {
        return Setup.TWO;
    }

    @Override
    public void play(Depot depot, SplittableRandom random) throws Exception {
        depot.pass(Scenario.between(random, 500, 1_200));
        boolean writtenOff = random.nextInt(4) == 0;
        depot.killProcess(random.nextInt(2), writtenOff ? Scenario.WRITTEN_OFF_AFTER : Scenario.between(random, 300, 1_000));
        depot.pass(Scenario.between(random, 300, 600));
    }
}
