package depot.dispatch.day;

import depot.dispatch.rules.Candidate;
import depot.dispatch.rules.Eligibility;
import depot.dispatch.rules.FleetView;
import depot.dispatch.rules.Pairing;
import depot.dispatch.rules.RoverBooks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** By what rule waiting tasks get rovers. Pure. */
public interface Policy {
    List<Pairing.Pair> match(List<Pairing.Waiting> waiting, List<RoverBooks> free, FleetView fleet);

    /** Whether rovers are sent home by rule when their battery is low, or somebody has to notice. */
    boolean sendsHome();

    /**
     * The oldest task gets the rover that is idle longest, whatever is known of it: dispatch's rule until now, and where nothing is known.
     */
    static Policy blind() {
        return policy(false, (waiting, free, fleet) -> Pairing.match(waiting, free, FleetView.NOTHING, 0));
    }

    /** As dispatch does. @param windowSeconds of fairness */
    static Policy pairing(double windowSeconds) {
        return policy(true, (waiting, free, fleet) -> Pairing.match(waiting, free, fleet, windowSeconds));
    }

    /** Of the oldest tasks, as many as there are rovers, the nearest pair first: what the field's systems usually do. */
    static Policy greedy() {
        return policy(true, Policy::nearestFirst);
    }

    private static List<Pairing.Pair> nearestFirst(List<Pairing.Waiting> waiting, List<RoverBooks> free, FleetView fleet) {
        record Way(Pairing.Waiting task, RoverBooks rover, double metres) {}
        List<Way> ways = new ArrayList<>();
        int going = 0;
        for (Pairing.Waiting task : waiting.stream().sorted(Comparator.comparingLong(Pairing.Waiting::seq)).toList()) {
            int before = ways.size();
            for (RoverBooks rover : free) {
                Candidate candidate = Candidate.of(rover, fleet, task.needs());
                if (Eligibility.obstacle(candidate).isEmpty()) {
                    ways.add(new Way(task, rover, candidate.metres()));
                }
            }
            if (ways.size() > before && ++going == free.size()) {
                break;
            }
        }
        ways.sort(Comparator.comparingDouble(Way::metres));
        Set<Object> taken = new HashSet<>();
        List<Pairing.Pair> pairs = new ArrayList<>();
        for (Way way : ways) {
            if (!taken.contains(way.task) && !taken.contains(way.rover)) {
                taken.add(way.task);
                taken.add(way.rover);
                pairs.add(new Pairing.Pair(way.task.task(), way.rover.rover()));
            }
        }
        return pairs;
    }

    /** How a policy pairs. */
    @FunctionalInterface
    interface Match {
        List<Pairing.Pair> match(List<Pairing.Waiting> waiting, List<RoverBooks> free, FleetView fleet);
    }

    private static Policy policy(boolean sendsHome, Match match) {
        return new Policy() {
            @Override
            public List<Pairing.Pair> match(List<Pairing.Waiting> waiting, List<RoverBooks> free, FleetView fleet) {
                return match.match(waiting, free, fleet);
            }

            @Override
            public boolean sendsHome() {
                return sendsHome;
            }
        };
    }
}
