package depot.dispatch.faults;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The answers to some of each process's COMMITs are lost, so that it does not know what it did, while links are cut and
 * rovers come back; a few rovers leave for good meanwhile.
 */
final class CommitsUnanswered implements Scenario {
    private static final int FAULTS = 14;
    private static final int LEAVERS = 3;

    @Override
    public String name() {
        return "commits unanswered";
    }

    @Override
    public Setup setup() {
        return Setup.TWO.withOwnLines();
    }

    @Override
    public void play(Depot depot, SplittableRandom random) throws Exception {
        List<Line> lines = LinksCut.lines(depot);
        int left = 0;
        try (History.Disturbance _ = depot.databaseLines().loseCommits(0, random.nextInt(2, 12));
                History.Disturbance _ = depot.databaseLines().loseCommits(1, random.nextInt(2, 12))) {
            for (int i = 0; i < FAULTS; i++) {
                depot.pass(Scenario.between(random, 40, 160));
                Line line = lines.get(random.nextInt(lines.size()));
                line.cut(random.nextBoolean() ? Line.Cut.RESET : Line.Cut.FIN);
                if (i % (FAULTS / LEAVERS) == 1 && left < LEAVERS) {
                    FakeRover leaver = depot.fleet().rovers().get(left++);
                    depot.lines().line(leaver.body()).cut(Line.Cut.RESET); // it comes back, and its claim's answer may be lost
                    depot.pass(Scenario.between(random, 250, 400));
                    leaver.close();
                }
            }
        }
        depot.pass(Scenario.between(random, 2_500, 3_500)); // operators go on without the ones that left
    }
}
