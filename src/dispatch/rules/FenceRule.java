package depot.dispatch.rules;

import java.util.Optional;

/** The rover is not seen outside of the fence, where there is one. */
final class FenceRule implements EligibilityRule {
    @Override
    public Optional<Obstacle> obstacle(Candidate candidate) {
        return candidate.known().outsideFence() ? Optional.of(Obstacle.of("is outside of the fence",
                "outside of the fence")) : Optional.empty();
    }
}
