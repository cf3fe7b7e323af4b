package depot.dispatch.rules;

import java.util.Locale;
import java.util.Optional;

/**
 * The rover's battery has the voltage that the mission asks for or, where it asks for none, is not low. The way home is for low batteries:
 * there only the mission's own limit counts.
 */
final class BatteryRule implements EligibilityRule {
    @Override
    public Optional<Obstacle> obstacle(Candidate candidate) {
        Needs needs = candidate.needs();
        double least = needs.minBatteryVolts() != null ? needs.minBatteryVolts() : needs.home() ? 0 : candidate.lowVolts();
        Double volts = candidate.known().volts();
        // whole tenths of what it has, never rounded up to what it needs
        return volts == null || volts >= least ? Optional.empty() : Optional.of(Obstacle.of(
                String.format(Locale.ROOT, "has %.1f V (needs %s)", Math.floor(volts * 10) / 10, shown(least)), "with too little battery"));
    }

    private static String shown(double volts) {
        return volts == Math.rint(volts) ? String.valueOf((long) volts) : String.valueOf(volts);
    }
}
