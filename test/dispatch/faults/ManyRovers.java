package depot.dispatch.faults;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Two hundred rovers of both protocols on two processes, with a few links that break: what is rare in a small fleet. */
final class ManyRovers implements Scenario {
    private static final int ROVERS = 200;
    private static final int OPERATORS = 12;
    private static final int FAULTS = 40;

    @Override
    public String name() {
        return "many rovers";
    }

    @Override
    public Setup setup() {
        return Setup.TWO.withRovers(ROVERS, Duration.ofMillis(60)).withOperators(OPERATORS);
    }

    @Override
    public void play(Depot depot, SplittableRandom random) {
        List<Line> lines = LinksCut.lines(depot);
        for (int i = 0; i < FAULTS; i++) {
            depot.pass(Scenario.between(random, 10, 80));
            LinksCut.spoil(lines.get(random.nextInt(lines.size())), random);
        }
    }
}
