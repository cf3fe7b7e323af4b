package depot.dispatch.rules;

import java.util.Optional;

/** The rover has confirmed the cancel of its last task: until then it may still drive. */
final class CancelRule implements EligibilityRule {
    @Override
    public Optional<Obstacle> obstacle(Candidate candidate) {
        return Optional.ofNullable(candidate.books().unconfirmedCancel())
                .map(task -> new Obstacle("has not confirmed the cancel of task " + task, "to confirm a cancel", true));
    }
}
