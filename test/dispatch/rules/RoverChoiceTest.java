package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoverChoiceTest {
    private static Candidate rover(String id, long idle, boolean settling, KnownRover known) {
        return new Candidate(new RoverBooks(id, true, settling, idle, false, null, null), known, Sample.NEEDS, 42);
    }

    private static KnownRover at(double x) {
        return new KnownRover(1, true, 50.0, 0.02, new KnownRover.Place(x, 0), false);
    }

    private static List<String> order(Candidate... candidates) {
        return RoverChoice.of(List.of(candidates)).stream().map(each -> each.books().rover()).toList();
    }

    @Test
    void theNearestGoesAndOfSeveralAsNearTheLongestIdle() {
        assertEquals(List.of("near", "far"), order(rover("far", 1, false, at(30)), rover("near", 2, false, at(-3))));
        assertEquals(List.of("longest", "later"), order(rover("later", 5, false, at(3)), rover("longest", 4, false, at(-3))));
    }

    @Test
    void whoIsNotWhollyKnownAndWhoRegisteredAMomentAgoComesLast() {
        assertEquals(List.of("known", "no-battery", "nothing", "settling"), order(rover("nothing", 1, false, KnownRover.NOTHING),
                rover("no-battery", 2, false, new KnownRover(1, true, null, null, new KnownRover.Place(0, 0), false)),
                rover("settling", 0, true, at(0)), rover("known", 9, false, at(900))));
    }

    @Test
    void whereNothingIsKnownOfAnyRoverTheLongestIdleGoes() {
        assertEquals(List.of("b", "c", "a"), order(rover("a", 3, false, KnownRover.NOTHING), rover("b", 1, false, KnownRover.NOTHING),
                rover("c", 2, false, KnownRover.NOTHING)));
    }

    @Test
    void whoMayNotIsNeverChosen() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 3000; round++) {
            List<Candidate> all = IntStream.range(0, random.nextInt(8)).mapToObj(i -> new Candidate(
                    new RoverBooks("r" + i, random.nextInt(5) > 0, random.nextBoolean(), random.nextInt(9), random.nextInt(6) == 0,
                            random.nextInt(6) == 0 ? Sample.TASK : null, random.nextInt(6) == 0 ? Sample.TASK : null),
                    new KnownRover(random.nextInt(6), random.nextBoolean(), 38 + random.nextDouble() * 10, random.nextDouble() / 10, null,
                    random.nextInt(5) == 0),
                    new Needs(null, null, random.nextBoolean(), false, null), 42)).toList();
            List<Candidate> chosen = RoverChoice.of(all);
            assertTrue(chosen.stream().allMatch(each -> Eligibility.obstacles(each).isEmpty()), chosen::toString);
            assertEquals(all.stream().filter(each -> Eligibility.obstacles(each).isEmpty()).count(), chosen.size());
            assertEquals(chosen, RoverChoice.of(all.reversed()));
            assertEquals(chosen.stream().findFirst(), RoverChoice.best(all));
        }
    }
}
