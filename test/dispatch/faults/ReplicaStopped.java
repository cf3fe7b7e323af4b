package depot.dispatch.faults;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Of two processes one stands still for a while and then goes on, believing what it believed. Its rovers wait on links that
 * are up and dead, or come back to the other process when the balancer notices.
 */
final class ReplicaStopped implements Scenario {
    /** Long enough that the other process believes it dead, from some seeds. */
    private static final Duration TAKEN_FOR_DEAD = Duration.ofSeconds(7);

    @Override
    public String name() {
        return "replica stopped";
    }

    @Override
    public Setup setup() {
        return Setup.TWO;
    }

    @Override
    public void play(Depot depot, SplittableRandom random) throws Exception {
        boolean first = random.nextBoolean();
        depot.pass(Scenario.between(random, 300, 800));
        boolean takenForDead = random.nextInt(4) == 0;
        depot.stopProcess(random.nextInt(2), takenForDead ? TAKEN_FOR_DEAD : Scenario.between(random, 500, 2_000), first);
        depot.pass(Scenario.between(random, 300, 600));
        depot.stopProcess(random.nextInt(2), Scenario.between(random, 500, 2_000), !first);
        depot.pass(Scenario.between(random, 200, 400));
    }
}
