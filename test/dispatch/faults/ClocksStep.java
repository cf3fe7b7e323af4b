package depot.dispatch.faults;

import depot.support.Await;
import depot.support.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The clock of the database is set an hour forward and back, or a quarter away from those of two processes, while some
 * rovers are away for longer than a moment: nobody was away for an hour. A mission that is due each minute goes on by the new
 * time.
 *
 * <p>The processes' own clocks stay. Whatever can go wrong by one of these goes wrong by the difference between the two, which is
 * made here, and a step of one alone is seen by nobody, as dispatch reads no wall clock to decide by. (A JVM under libfaketime is
 * too slow for this, besides.)
 */
final class ClocksStep implements Scenario {
    private static final Duration HOUR = Duration.ofHours(1);
    /** Longer than a run: or a stored time would not show when that was. */
    private static final Duration QUARTER = Duration.ofMinutes(15);
    private static final List<Duration> OFFSETS = List.of(HOUR, QUARTER.negated(), HOUR.negated(), QUARTER, Duration.ZERO);
    private static final int STEPS = 3;
    private static final int AWAY = 6;
    /** So long after an hour's step a minute begins. */
    private static final Duration BEFORE_MINUTE = Duration.ofMillis(1_500);
    private static final Duration TO_FIRE = Duration.ofSeconds(15);

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
        Operator planner = new Operator(depot.lines().open("planner").port(), depot.history());
        String zone = planner.zone("by the minute", 2, "minute-zone").orElseThrow().id();
        String mission = planner.eachMinute(zone, "minute-mission").orElseThrow().id();
        int first = random.nextInt(2); // forward first, or back
        for (int i = 0; i < STEPS; i++) {
            List<Line> away = random.ints(AWAY, 0, depot.fleet().rovers().size()).mapToObj(depot.fleet().rovers()::get)
                    .map(rover -> depot.lines().line(rover.body())).toList();
            away.forEach(Line::block);
            depot.pass(Scenario.between(random, 200, 700));
            Duration offset = OFFSETS.get((2 * first + i) % OFFSETS.size());
            boolean whole = offset.abs().equals(HOUR);
            Instant minute = Instant.now().plus(offset).truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
            depot.database().clock().step(whole ? Duration.between(Instant.now(), minute).minus(BEFORE_MINUTE) : offset);
            depot.pass(Scenario.between(random, 1_000, 1_600));
            away.forEach(Line::unblock);
            if (whole) {
                Await.until("what is due each minute was checked at " + minute, TO_FIRE, () -> lookedAt(planner, mission, minute));
            }
            depot.pass(Scenario.between(random, 200, 400));
        }
    }

    /** Whether it was started then, or skipped as it still runs. */
    private static boolean lookedAt(Operator planner, String mission, Instant due) throws InterruptedException {
        return planner.next(mission).map(reply -> reply.json().get("last")).map(last -> Json.object(last).get("due"))
                .filter(at -> !Instant.parse(at.toString()).isBefore(due)).isPresent();
    }
}
