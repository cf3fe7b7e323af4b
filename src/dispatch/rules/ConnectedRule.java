package depot.dispatch.rules;

import java.util.Optional;

/** The rover is connected to dispatch. */
final class ConnectedRule implements EligibilityRule {
    @Override
    public Optional<Obstacle> obstacle(Candidate candidate) {
        return candidate.books().connected() ? Optional.empty() : Optional.of(Obstacle.of("is not connected", "not connected"));
    }
}
