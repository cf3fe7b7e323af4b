package depot.dispatch.rules;

import depot.dispatch.model.SeenRover;
import java.util.Optional;

/**
 * In teleop, e-stop and fault a rover stores a task and does not begin it. Who was last heard of so is not given one until it is heard of
 * otherwise, however long ago that was: all others may go, those of which nothing is known among them.
 */
final class ModeRule implements EligibilityRule {
    @Override
    public Optional<Obstacle> obstacle(Candidate candidate) {
        Integer mode = candidate.known().mode();
        String state = mode == null ? null : switch (mode) {
            case SeenRover.TELEOP -> "driven by hand";
            case SeenRover.E_STOP -> "in emergency stop";
            case SeenRover.FAULT -> "in fault";
            default -> null;
        };
        return Optional.ofNullable(state).map(each -> Obstacle.of(candidate.known().modeIsFresh() ? "is " + each : "was " + each
                + " when it was last heard of", each));
    }
}
