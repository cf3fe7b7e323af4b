package depot.dispatch.faults;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The clock of the database is set an hour forward and back, or half a minute away from those of two processes, while some
 * rovers are away for longer than a moment: nobody was away for an hour. The processes' own clocks stay: what can go wrong by
 * one of these goes wrong by the difference between the two, and of their steps dispatch sees nothing, as it reads no wall clock
 * to decide by.
 */
final class ClocksStep implements Scenario {
    private static final List<Duration> OFFSETS = List.of(Duration.ofHours(1), Duration.ofSeconds(-30), Duration.ofHours(-1), Duration.ofSeconds(30), Duration.ZERO);
    private static final int STEPS = 3;
    private static final int AWAY = 6;

    @Override
    public String name() {
        return "clocks step";
    }

    @Override
    public Optional<String> missing() {
        return FakeTime.library().isPresent() ? Optional.empty() : Optional.of("libfaketime is not installed");
    }

    @Override
    public Setup setup() {
        return Setup.TWO.withServer(Setup.Server.STEPPED);
    }

    @Override
    public void play(Depot depot, SplittableRandom random) throws Exception {
        int first = random.nextInt(2); // forward first, or back
        for (int i = 0; i < STEPS; i++) {
            List<Line> away = random.ints(AWAY, 0, depot.fleet().rovers().size()).mapToObj(depot.fleet().rovers()::get).map(FakeRover::body).map(depot.lines()::line).toList();
            away.forEach(Line::block);
            depot.pass(Scenario.between(random, 200, 700));
            depot.database().clock().step(OFFSETS.get((2 * first + i) % OFFSETS.size()));
            depot.pass(Scenario.between(random, 1_000, 1_600));
            away.forEach(Line::unblock);
            depot.pass(Scenario.between(random, 200, 400));
        }
    }
}
