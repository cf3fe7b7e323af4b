package depot.dispatch.faults;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The database's server is killed, and comes back, while everybody works; from some seeds it stalls first, and goes on with
 * what it was at. Two processes live on it. Where links stay up, nothing that a rover says may get lost; from some seeds
 * they are cut meanwhile.
 */
final class PostgresKilled implements Scenario {
    @Override
    public String name() {
        return "postgres killed";
    }

    @Override
    public Setup setup() {
        return Setup.TWO.withServer(Setup.Server.OWN);
    }

    @Override
    public void play(Depot depot, SplittableRandom random) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        SplittableRandom chance = random.split();
        Thread cutter = Thread.ofVirtual().start(() -> cut(depot, chance, over));
        try {
            depot.pass(Scenario.between(random, 300, 700));
            if (random.nextBoolean()) {
                depot.database().stall(Scenario.between(random, 300, 4_000));
                depot.pass(Scenario.between(random, 300, 700));
            }
            depot.database().kill(Scenario.between(random, 100, 1_500), random.nextBoolean());
            depot.pass(Scenario.between(random, 300, 700));
        } finally {
            over.set(true);
            cutter.join();
        }
    }

    private static void cut(Depot depot, SplittableRandom random, AtomicBoolean over) {
        List<Line> lines = LinksCut.lines(depot);
        boolean cuts = random.nextBoolean();
        while (cuts && !over.get()) {
            depot.pass(Scenario.between(random, 100, 400));
            lines.get(random.nextInt(lines.size())).cut(random.nextBoolean() ? Line.Cut.RESET : Line.Cut.FIN);
        }
    }
}
