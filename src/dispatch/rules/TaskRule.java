package depot.dispatch.rules;

import java.util.Optional;

/** The rover has no task. */
final class TaskRule implements EligibilityRule {
    @Override
    public Optional<Obstacle> obstacle(Candidate candidate) {
        return Optional.ofNullable(candidate.books().openTask()).map(task -> Obstacle.of("is on task " + task, "on a task"));
    }
}
