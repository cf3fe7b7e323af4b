package depot.dispatch.faults;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Links are cut, go half-open and get slow at random, and some rovers stay away until their tasks are lost. */
final class LinksCut implements Scenario {
    private static final Duration LOST_AFTER = Duration.ofMillis(1_200);
    private static final int FAULTS = 30;
    private static final int AWAY = 5;

    @Override
    public String name() {
        return "links cut";
    }

    @Override
    public Setup setup() {
        return Setup.ONE.losingAfter(LOST_AFTER);
    }

    @Override
    public void play(Depot depot, SplittableRandom random) throws Exception {
        List<Line> lines = lines(depot);
        for (int i = 0; i < FAULTS; i++) {
            depot.pass(Scenario.between(random, 20, 130));
            if (i % (FAULTS / AWAY) == 0) {
                lines.get(random.nextInt(depot.fleet().rovers().size())).block();
            }
            spoil(lines.get(random.nextInt(lines.size())), random);
        }
    }

    /** The lines of all rovers, then those of the consoles. */
    static List<Line> lines(Depot depot) {
        return Stream.concat(depot.fleet().rovers().stream().map(FakeRover::body), depot.fleet().consoles().stream().map(FakeConsole::name))
                .map(depot.lines()::line).toList();
    }

    static void spoil(Line line, SplittableRandom random) {
        switch (random.nextInt(6)) {
            case 0 -> line.cut(Line.Cut.RESET);
            case 1 -> line.cut(Line.Cut.FIN);
            case 2 -> line.halfOpen();
            case 3 -> line.mute();
            case 4 -> line.delay(Scenario.between(random, 5, 80));
            default -> line.heal();
        }
    }
}
