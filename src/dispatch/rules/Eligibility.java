package depot.dispatch.rules;

import java.util.List;
import java.util.Optional;

/** Whether a rover may be given a task of a mission: the conditions, in the order in which reasons are given. Pure. */
public final class Eligibility {
    private static final List<EligibilityRule> RULES = List.of(
            new NamedRule(),
            new ConnectedRule(),
            new ServiceRule(),
            new TaskRule(),
            new CancelRule(),
            new ModeRule(),
            new BatteryRule(),
            new FenceRule(),
            new FixRule(),
            new TroubleRule());

    private Eligibility() {}

    /** The first reason why not; empty where it may. */
    public static Optional<Obstacle> obstacle(Candidate candidate) {
        for (EligibilityRule rule : RULES) {
            Optional<Obstacle> obstacle = rule.obstacle(candidate);
            if (obstacle.isPresent()) {
                return obstacle;
            }
        }
        return Optional.empty();
    }

    /** Every reason why not. */
    public static List<Obstacle> obstacles(Candidate candidate) {
        return RULES.stream().flatMap(rule -> rule.obstacle(candidate).stream()).toList();
    }
}
