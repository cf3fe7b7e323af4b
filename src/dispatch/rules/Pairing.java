package depot.dispatch.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Which waiting tasks get which free rovers. First come, first served: a task that could have a rover goes before all that came later by
 * more than the window. Among tasks within the window, and for which rover each of them gets, the sum of the ways to the first waypoints is
 * made shortest. Where nothing is known of any rover, the oldest task gets the rover that is idle longest. Pure.
 */
public final class Pairing {
    // a rover that ranks after others costs more than any way
    private static final double NOT_KNOWN_METRES = 1e6;
    private static final double NOT_WHOLE = 2e6;
    private static final double SETTLING = 4e6;
    private static final double LEFT_OUT = 1e10; // of a task that gets none now: more than all ways together
    private static final int MOST_TOGETHER = 200;
    private static final double TIE = 1e-8; // per place in both orders: much less than a millimetre

    private Pairing() {}

    /**
     * A task that can start as soon as there is a rover for it.
     *
     * @param seq its place in the queue: the smaller is older
     * @param waitedSeconds since it came
     * @param exclusiveZone the zone that it must have to itself; null for none
     */
    public record Waiting(UUID task, long seq, double waitedSeconds, Needs needs, UUID exclusiveZone) {}

    public record Pair(UUID task, String rover) {}

    /**
     * @param waiting in any order
     * @param free the free rovers, in any order
     * @param windowSeconds by how much a task may be older than one that is given a rover before it
     * @return each rover at most once, each task at most once; the oldest task first
     */
    public static List<Pair> match(Collection<Waiting> waiting, Collection<RoverBooks> free, FleetView fleet, double windowSeconds) {
        List<RoverBooks> rovers = free.stream().sorted(Comparator.comparingLong(RoverBooks::idleOrder).thenComparing(RoverBooks::rover))
                .toList();
        List<KnownRover> known = rovers.stream().map(rover -> fleet.of(rover.rover())).toList(); // once: it may change meanwhile
        List<Waiting> tasks = waiting.stream().sorted(Comparator.comparingLong(Waiting::seq)).toList();
        Set<UUID> taken = new HashSet<>();
        List<Row> rows = new ArrayList<>();
        for (Waiting task : tasks) {
            double[] costs = costs(task, tasks.size() - rows.size(), rovers, known, fleet.lowVolts());
            boolean could = Arrays.stream(costs).anyMatch(cost -> cost < LeastCost.NEVER);
            if (could && (task.exclusiveZone == null || taken.add(task.exclusiveZone))) {
                rows.add(new Row(task, costs));
            }
        }
        List<Row> going = going(rows, rovers.size(), windowSeconds);
        LeastCost best = solved(going, rovers.size());
        Pair[] pairs = new Pair[going.size()];
        for (int column = 0; column < rovers.size(); column++) {
            if (best.rowOf(column) >= 0) {
                pairs[best.rowOf(column)] = new Pair(going.get(best.rowOf(column)).task.task, rovers.get(column).rover());
            }
        }
        return List.of(pairs);
    }

    private record Row(Waiting task, double[] costs) {}

    private static double[] costs(Waiting task, int weight, List<RoverBooks> rovers, List<KnownRover> known, double lowVolts) {
        double[] costs = new double[rovers.size()];
        for (int i = 0; i < costs.length; i++) {
            Candidate candidate = new Candidate(rovers.get(i), known.get(i), task.needs, lowVolts);
            Double metres = candidate.metres();
            costs[i] = Eligibility.obstacle(candidate).isPresent() ? LeastCost.NEVER
                    : (metres == null ? NOT_KNOWN_METRES : metres) + (known.get(i).isWhole() ? 0 : NOT_WHOLE)
                            + (rovers.get(i).settling() ? SETTLING : 0) + TIE * i * weight;
        }
        return costs;
    }

    /** Which get a rover, oldest first. */
    private static List<Row> going(List<Row> rows, int rovers, double windowSeconds) {
        List<Row> going = new ArrayList<>();
        LeastCost oneByOne = new LeastCost(rovers);
        int at = 0;
        while (at < rows.size() && going.size() < rovers) {
            int end = at + 1;
            while (end < rows.size() && end - at < MOST_TOGETHER
                    && rows.get(at).task.waitedSeconds - rows.get(end).task.waitedSeconds <= windowSeconds && windowSeconds > 0) {
                end++;
            }
            if (end == at + 1) {
                if (oneByOne.add(rows.get(at).costs)) {
                    going.add(rows.get(at));
                }
            } else {
                going.addAll(cheapest(going, rows.subList(at, end), rovers));
                oneByOne = solved(going, rovers);
            }
            at = end;
        }
        return going;
    }

    /** Of the tasks within the window, as many as can go, so that all ways are shortest; those before them go in any case. */
    private static List<Row> cheapest(List<Row> before, List<Row> together, int rovers) {
        LeastCost all = new LeastCost(rovers + together.size()); // each has a column of its own for being left out
        before.forEach(row -> all.add(widened(row.costs, together.size(), -1)));
        for (int i = 0; i < together.size(); i++) {
            all.add(widened(together.get(i).costs, together.size(), i));
        }
        List<Row> go = new ArrayList<>();
        for (int i = 0; i < together.size(); i++) {
            if (all.rowOf(rovers + i) < 0) {
                go.add(together.get(i));
            }
        }
        return go;
    }

    private static double[] widened(double[] costs, int by, int own) {
        double[] wide = Arrays.copyOf(costs, costs.length + by);
        Arrays.fill(wide, costs.length, wide.length, LeastCost.NEVER);
        if (own >= 0) {
            wide[costs.length + own] = LEFT_OUT;
        }
        return wide;
    }

    private static LeastCost solved(List<Row> rows, int rovers) {
        LeastCost solved = new LeastCost(rovers);
        rows.forEach(row -> solved.add(row.costs));
        return solved;
    }
}
