package depot.dispatch.rules;

import java.util.Optional;

/** A task that was taken from a rover in trouble goes to another rover, unless the mission names that one. */
final class TroubleRule implements EligibilityRule {
    @Override
    public Optional<Obstacle> obstacle(Candidate candidate) {
        Needs needs = candidate.needs();
        return needs.rover() == null && candidate.books().rover().equals(needs.avoid())
                ? Optional.of(Obstacle.of("got into trouble on this task", "that got into trouble on it")) : Optional.empty();
    }
}
