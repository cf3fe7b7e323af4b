package depot.dispatch.rules;

import java.util.Optional;

/** One condition that a rover has to meet before it is given a task. Pure. */
@FunctionalInterface
interface EligibilityRule {
    /** Why not; empty where it meets it. */
    Optional<Obstacle> obstacle(Candidate candidate);
}
