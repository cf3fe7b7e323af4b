package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who goes first, who goes where, and that nobody goes who may not. */
class PairingTest {
    private static Pairing.Waiting waiting(long seq, double waited, Needs needs) {
        return new Pairing.Waiting(new UUID(0, seq), seq, waited, needs, null);
    }

    private static Pairing.Waiting waiting(long seq, String rover) {
        return waiting(seq, 100 - seq, new Needs(rover, null, false, false, null));
    }

    private static Pairing.Waiting at(long seq, double waited, double x) {
        return waiting(seq, waited, new Needs(null, null, false, false, new KnownRover.Place(x, 0)));
    }

    private static Pairing.Pair pair(long seq, String rover) {
        return new Pairing.Pair(new UUID(0, seq), rover);
    }

    private static List<RoverBooks> free(String... rovers) {
        List<RoverBooks> free = new ArrayList<>();
        for (String rover : rovers) {
            free.add(RoverBooks.free(rover, free.size()));
        }
        return free;
    }

    /** Rovers on a line, by their places; all else is well with them. */
    private static FleetView line(Map<String, Double> places) {
        return rover -> places.containsKey(rover) ? new KnownRover(1, true, 50.0, 0.02, new KnownRover.Place(places.get(rover), 0),
                false) : KnownRover.NOTHING;
    }

    private static List<Pairing.Pair> match(List<Pairing.Waiting> waiting, List<RoverBooks> free) {
        return Pairing.match(waiting, free, FleetView.NOTHING, 0);
    }

    @Test
    void theOldestThatARoverCouldTakeGetsItWhereNothingIsKnown() {
        assertEquals(List.of(pair(1, "b")), match(List.of(waiting(2, null), waiting(1, "b")), free("b")));
        assertEquals(List.of(pair(1, "a"), pair(2, "b")), match(List.of(waiting(2, "b"), waiting(1, null)), free("a", "b")));
        assertEquals(List.of(pair(9, "a")), match(List.of(waiting(1, "gone"), waiting(2, "gone"), waiting(9, null)), free("a")));
        assertEquals(List.of(pair(1, "longest"), pair(2, "next")),
                match(List.of(waiting(1, null), waiting(2, null)), free("longest", "next", "last")));
    }

    @Test
    void anOlderTaskForAnyRoverLeavesAYoungerOneTheOnlyRoverThatItCanHave() {
        assertEquals(List.of(pair(1, "b"), pair(2, "a")), match(List.of(waiting(1, null), waiting(2, "a")), free("a", "b")));
    }

    @Test
    void thoseThatGoTogetherGoTheShortestWayInAll() {
        FleetView fleet = line(Map.of("a", 0.0, "b", 10.0));
        // each for itself, the first would take b: 1 + 21 m, against 9 + 11
        assertEquals(List.of(pair(1, "a"), pair(2, "b")), Pairing.match(List.of(at(1, 10, 9), at(2, 9, 21)), free("a", "b"), fleet, 0));
    }

    @Test
    void aTaskIsOvertakenWithinTheWindowOnly() {
        FleetView fleet = line(Map.of("a", 0.0));
        List<Pairing.Waiting> waiting = List.of(at(1, 100, 50), at(2, 70, 1));
        assertEquals(List.of(pair(1, "a")), Pairing.match(waiting, free("a"), fleet, 0));
        assertEquals(List.of(pair(1, "a")), Pairing.match(waiting, free("a"), fleet, 29));
        assertEquals(List.of(pair(2, "a")), Pairing.match(waiting, free("a"), fleet, 30));
    }

    @Test
    void whoIsNotKnownGoesLast() {
        assertEquals(List.of(pair(1, "b")), Pairing.match(List.of(at(1, 1, 0)), free("a", "b"), line(Map.of("b", 5000.0)), 0));
    }

    @Test
    void aZoneForOneRoverGetsOne() {
        UUID zone = new UUID(7, 7);
        List<Pairing.Waiting> waiting = List.of(new Pairing.Waiting(new UUID(0, 1), 1, 3, Needs.NONE, zone),
                new Pairing.Waiting(new UUID(0, 2), 2, 2, Needs.NONE, zone), waiting(3, null));
        assertEquals(List.of(pair(1, "a"), pair(3, "b")), match(waiting, free("a", "b", "c")));
    }

    /** A made-up moment: tasks, rovers, and what is known of them. */
    private record Moment(List<Pairing.Waiting> waiting, List<RoverBooks> free, Map<String, KnownRover> known) {
        static Moment of(SplittableRandom random) {
            List<RoverBooks> free = new ArrayList<>();
            Map<String, KnownRover> known = new HashMap<>();
            for (int i = 0; i < random.nextInt(7); i++) {
                free.add(new RoverBooks("r" + i, true, random.nextInt(4) == 0, random.nextInt(5), false, null, null));
                known.put("r" + i, random.nextInt(4) == 0 ? KnownRover.NOTHING : new KnownRover(random.nextInt(6), random.nextBoolean(),
                        random.nextInt(3) == 0 ? null : (Double) (38 + 16 * random.nextDouble()), random.nextInt(3) == 0
                        ? null : (Double) (0.1 * random.nextDouble()),
                        random.nextInt(3) == 0 ? null : new KnownRover.Place(100 * random.nextDouble(), 100 * random.nextDouble()),
                        random.nextInt(6) == 0));
            }
            List<Pairing.Waiting> waiting = new ArrayList<>();
            for (int i = 0; i < random.nextInt(9); i++) {
                Needs needs = new Needs(random.nextInt(3) == 0 ? "r" + random.nextInt(7) : null, random.nextInt(3) == 0 ? 40.0 : null,
                        random.nextInt(3) == 0,
                        false, random.nextInt(4) == 0 ? null : new KnownRover.Place(100 * random.nextDouble(), 100 * random.nextDouble()));
                waiting.add(new Pairing.Waiting(new UUID(0, i), i, 90 - 10 * i, needs, random.nextInt(4) == 0
                        ? new UUID(1, random.nextInt(2)) : null));
            }
            return new Moment(waiting, free, known);
        }

        List<Pairing.Pair> match(double window) {
            return Pairing.match(waiting, free, rover -> known.get(rover), window);
        }

        boolean may(Pairing.Waiting task, RoverBooks rover) {
            return Eligibility.obstacle(new Candidate(rover, known.get(rover.rover()), task.needs(), 42)).isEmpty();
        }
    }

    @Test
    void whateverTheMomentNobodyGoesWhoMayNotNorIsPassedOverAndTheSameFactsGiveTheSameChoice() {
        SplittableRandom random = new SplittableRandom(19);
        int served = 0;
        for (int round = 0; round < 4000; round++) {
            Moment moment = Moment.of(random);
            double window = random.nextInt(3) * 20;
            List<Pairing.Pair> pairs = moment.match(window);
            served += pairs.size();
            Set<String> rovers = new HashSet<>();
            Set<UUID> tasks = new HashSet<>();
            Set<UUID> zones = new HashSet<>();
            for (Pairing.Pair pair : pairs) {
                Pairing.Waiting task = moment.waiting.get((int) pair.task().getLeastSignificantBits());
                RoverBooks rover = moment.free.stream().filter(each -> each.rover().equals(pair.rover())).findFirst().orElseThrow();
                assertTrue(rovers.add(pair.rover()) && tasks.add(pair.task()), () -> "twice: " + moment + pairs);
                assertTrue(moment.may(task, rover), () -> pair + " may not: " + moment);
                assertTrue(task.exclusiveZone() == null || zones.add(task.exclusiveZone()), () -> "two in a zone: " + moment + pairs);
            }
            for (Pairing.Waiting task : moment.waiting) {
                for (RoverBooks rover : moment.free) {
                    boolean leftFree = !rovers.contains(rover.rover());
                    boolean zoneTaken = task.exclusiveZone() != null && zones.contains(task.exclusiveZone());
                    assertFalse(!tasks.contains(task.task()) && leftFree && !zoneTaken && moment.may(task, rover)
                            && task.exclusiveZone() == null,
                            () -> task + " was passed over: " + moment + pairs);
                }
            }
            List<RoverBooks> shuffled = new ArrayList<>(moment.free);
            Collections.shuffle(shuffled, new Random(round));
            List<Pairing.Waiting> otherOrder = new ArrayList<>(moment.waiting);
            Collections.shuffle(otherOrder, new Random(round));
            assertEquals(pairs, new Moment(otherOrder, shuffled, moment.known).match(window), "in another order");
        }
        assertTrue(served > 2000, "the moments were worth it: " + served);
    }

    @Test
    void firstComeIsFirstServedByEachThatCouldHaveGone() {
        SplittableRandom random = new SplittableRandom(20);
        for (int round = 0; round < 2000; round++) {
            Moment moment = Moment.of(random);
            List<Pairing.Waiting> free = moment.waiting.stream().filter(task -> task.exclusiveZone() == null).toList();
            Set<Long> served = new HashSet<>();
            Pairing.match(free, moment.free, rover -> moment.known.get(rover), 0)
                    .forEach(pair -> served.add(pair.task().getLeastSignificantBits()));
            List<Pairing.Waiting> older = new ArrayList<>();
            for (Pairing.Waiting task : free) { // oldest first: it goes if it and all older ones that go can
                older.add(task);
                boolean can = all(older, 0, new HashSet<>(), moment);
                assertEquals(can, served.contains(task.seq()), () -> task + " of " + moment);
                if (!can) {
                    older.removeLast();
                }
            }
        }
    }

    private static boolean all(List<Pairing.Waiting> tasks, int at, Set<String> taken, Moment moment) {
        if (at == tasks.size()) {
            return true;
        }
        for (RoverBooks rover : moment.free) {
            if (moment.may(tasks.get(at), rover) && taken.add(rover.rover())) {
                boolean rest = all(tasks, at + 1, taken, moment);
                taken.remove(rover.rover());
                if (rest) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void theWayInAllIsTheShortestThatThereIs() {
        SplittableRandom random = new SplittableRandom(21);
        for (int round = 0; round < 500; round++) {
            int count = 1 + random.nextInt(6);
            LeastCost best = new LeastCost(count);
            double[][] costs = new double[count][count];
            for (double[] row : costs) {
                for (int column = 0; column < count; column++) {
                    row[column] = random.nextInt(5) == 0 ? LeastCost.NEVER : random.nextInt(100);
                }
            }
            int rows = 0;
            List<double[]> added = new ArrayList<>();
            for (double[] row : costs) {
                if (best.add(row)) {
                    rows++;
                    added.add(row);
                }
            }
            double total = 0;
            for (int column = 0; column < count; column++) {
                total += best.rowOf(column) < 0 ? 0 : added.get(best.rowOf(column))[column];
            }
            assertEquals(cheapest(added, 0, new boolean[count]), total, 1e-9);
            assertEquals(rows, best.paired());
        }
    }

    private static double cheapest(List<double[]> rows, int at, boolean[] taken) {
        if (at == rows.size()) {
            return 0;
        }
        double best = LeastCost.NEVER;
        for (int column = 0; column < taken.length; column++) {
            if (!taken[column] && rows.get(at)[column] < LeastCost.NEVER) {
                taken[column] = true;
                best = Math.min(best, rows.get(at)[column] + cheapest(rows, at + 1, taken));
                taken[column] = false;
            }
        }
        return best;
    }
}
