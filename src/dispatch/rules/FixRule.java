package depot.dispatch.rules;

import java.util.Locale;
import java.util.Optional;

/** Where the mission needs an RTK fix, the rover's telemetry must show one; no telemetry counts as no fix. */
final class FixRule implements EligibilityRule {
    static final double NEEDED_METRES = 0.05;

    @Override
    public Optional<Obstacle> obstacle(Candidate candidate) {
        Double accuracy = candidate.known().accuracyMetres();
        if (!candidate.needs().needsFix() || accuracy != null && accuracy <= NEEDED_METRES) {
            return Optional.empty();
        }
        return Optional.of(Obstacle.of(accuracy == null ? "has no known RTK fix" : String.format(Locale.ROOT,
                "has a position to %.2f m (needs %s)",
                Math.ceil(accuracy * 100) / 100, NEEDED_METRES), "without an RTK fix"));
    }
}
