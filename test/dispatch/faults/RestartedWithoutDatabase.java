package depot.dispatch.faults;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The only process, or one of two, is ended by SIGTERM or killed while its database is away, and starts again with the same
 * DATA_DIR, before the database returns or after: what rovers reported to it meanwhile is nowhere else.
 */
final class RestartedWithoutDatabase implements Scenario {
    private final Setup setup;
    private final String name;

    RestartedWithoutDatabase(int processes) {
        setup = (processes == 1 ? Setup.ONE : Setup.TWO).withOwnLines();
        name = (processes == 1 ? "" : "one ") + "restarted without database";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Setup setup() {
        return setup;
    }

    @Override
    public void play(Depot depot, SplittableRandom random) throws Exception {
        depot.pass(Scenario.between(random, 300, 1_000));
        int number = random.nextInt(setup.processes());
        depot.passUntilTask(number); // its pong is not stored yet
        boolean returns = random.nextBoolean(); // before the process starts again, or while it waits for it
        History.Disturbance away = depot.databaseLines().stall(number, random.nextBoolean() ? DatabaseLine.Stall.ANSWERS
                : DatabaseLine.Stall.BOTH);
        try {
            depot.pass(Scenario.between(random, 200, 2_500));
            Duration down = Scenario.between(random, 0, 300);
            if (random.nextBoolean()) {
                depot.restartProcess(number, down, returns ? away::close : () -> { });
            } else {
                depot.killProcess(number, down, returns ? away::close : () -> { });
            }
            depot.pass(Scenario.between(random, 0, 500));
        } finally {
            away.close();
        }
        depot.pass(Scenario.between(random, 500, 1_000));
    }
}
