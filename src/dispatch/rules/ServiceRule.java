package depot.dispatch.rules;

import java.util.Optional;

/** The rover is not out of service. */
final class ServiceRule implements EligibilityRule {
    @Override
    public Optional<Obstacle> obstacle(Candidate candidate) {
        return candidate.books().outOfService() ? Optional.of(Obstacle.of("is out of service", "out of service")) : Optional.empty();
    }
}
