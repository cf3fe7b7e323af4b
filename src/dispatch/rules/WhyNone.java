package depot.dispatch.rules;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Why no rover is free for a mission that names none, for a person. Pure. */
public final class WhyNone {
    private static final int NAMED = 8; // beyond this only their number is given

    private WhyNone() {}

    /** @param connected the connected rovers, in any order. It passes soon where one only has a cancel to confirm */
    public static Obstacle of(List<Candidate> connected) {
        Map<String, Obstacle> obstacles = new TreeMap<>();
        connected.forEach(each -> Eligibility.obstacle(each).ifPresent(why -> obstacles.put(each.books().rover(), why)));
        boolean soon = obstacles.values().stream().anyMatch(Obstacle::soon);
        return new Obstacle("no rover is free: " + text(connected, obstacles), "", soon);
    }

    private static String text(List<Candidate> connected, Map<String, Obstacle> obstacles) {
        if (connected.isEmpty()) {
            return "no rover is connected";
        }
        int free = connected.size() - obstacles.size();
        if (connected.size() <= NAMED) {
            TreeMap<String, String> each = new TreeMap<>();
            connected.forEach(rover -> each.put(rover.books().rover(), "is about to be given another task"));
            obstacles.forEach((rover, why) -> each.put(rover, why.why()));
            return connected.size() + " connected: " + each.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", "));
        }
        Map<String, Long> groups = obstacles.values().stream()
                .collect(Collectors.groupingBy(Obstacle::group, TreeMap::new, Collectors.counting()));
        if (free > 0) {
            groups.put("about to be given another task", (long) free);
        }
        return connected.size() + " connected: " + groups.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(group -> group.getValue() + " " + group.getKey()).collect(Collectors.joining(", "));
    }
}
