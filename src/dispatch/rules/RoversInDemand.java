package depot.dispatch.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Of the free rovers those that some waiting task could have, where only so many are paired at a time: those that a task names first, so
 * that no crowd of others keeps one of them waiting. Pure.
 */
public final class RoversInDemand {
    private RoversInDemand() {}

    /** @param free in the order in which they are to be served. @param waiting what the waiting tasks need */
    public static List<RoverBooks> of(List<RoverBooks> free, Collection<Needs> waiting, FleetView fleet, int most) {
        Map<String, Set<Needs>> named = new HashMap<>();
        Set<Needs> any = new HashSet<>(); // few, whatever the number of tasks: where a route begins bars nobody
        for (Needs needs : waiting) {
            (needs.rover() == null ? any : named.computeIfAbsent(needs.rover(), rover -> new HashSet<>())).add(needs.anywhere());
        }
        List<RoverBooks> wanted = new ArrayList<>();
        for (RoverBooks rover : free) {
            if (wanted.size() < most && isFit(rover, named.getOrDefault(rover.rover(), Set.of()), fleet)) {
                wanted.add(rover);
            }
        }
        Set<RoverBooks> first = new HashSet<>(wanted);
        for (RoverBooks rover : free) {
            if (wanted.size() < most && !first.contains(rover) && isFit(rover, any, fleet)) {
                wanted.add(rover);
            }
        }
        return wanted;
    }

    private static boolean isFit(RoverBooks rover, Set<Needs> needs, FleetView fleet) {
        return needs.stream().anyMatch(each -> Eligibility.obstacle(Candidate.of(rover, fleet, each)).isEmpty());
    }
}
