package depot.dispatch.faults;

import java.util.SplittableRandom;

/** The database's server is killed, and comes back, while everybody works. Links stay up: nothing that a rover says may get lost. */
final class PostgresKilled implements Scenario {
    @Override
    public String name() {
        return "postgres killed";
    }

    @Override
    public Setup setup() {
        return Setup.ONE.withOwnServer();
    }

    @Override
    public void play(Depot depot, SplittableRandom random) throws Exception {
        depot.pass(Scenario.between(random, 500, 1_000));
        depot.killServer(Scenario.between(random, 100, 1_500));
        depot.pass(Scenario.between(random, 500, 1_000));
    }
}
