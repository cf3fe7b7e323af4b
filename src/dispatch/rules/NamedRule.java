package depot.dispatch.rules;

import java.util.Optional;

/** A mission that names a rover is for that one alone. */
final class NamedRule implements EligibilityRule {
    @Override
    public Optional<Obstacle> obstacle(Candidate candidate) {
        String named = candidate.needs().rover();
        return named == null || named.equals(candidate.books().rover()) ? Optional.empty()
                : Optional.of(Obstacle.of("is not the one that the mission names, " + named, "not the one that the mission names"));
    }
}
