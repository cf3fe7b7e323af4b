package depot.dispatch.rules;

import depot.dispatch.model.SeenRover;
import java.util.Optional;

/**
 * In teleop, e-stop and fault a rover stores a task and does not begin it. A rover last heard of in one of these gets no task until it is
 * heard of in another mode, however long that takes. All others may go, also those of which nothing is known.
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
