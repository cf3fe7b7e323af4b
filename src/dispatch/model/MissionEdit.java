package depot.dispatch.model;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * What a client says of a mission; what it leaves out is empty, and stays as it is.
 *
 * @param roverId {@code ""} for any rover
 */
public record MissionEdit(Optional<String> name, Optional<UUID> zoneId, Optional<String> roverId, Optional<Schedule> schedule,
        Optional<Boolean> enabled, Optional<Mission.OnLoss> onLoss, Asks asks) {
    /** @param minBatteryVolts 0 for the depot's low again */
    public record Asks(OptionalDouble minBatteryVolts, Optional<Boolean> needsFix, Optional<Mission.OnTrouble> onTrouble,
            Optional<Mission.Kind> kind) {
        /** What a mission asks that asked this before. */
        public Mission.Asks over(Mission.Asks before) {
            Double volts = minBatteryVolts.isEmpty() ? before.minBatteryVolts() : minBatteryVolts.getAsDouble() == 0
                    ? null : (Double) minBatteryVolts.getAsDouble();
            return new Mission.Asks(volts, needsFix.orElse(before.needsFix()), onTrouble.orElse(before.onTrouble()),
                    kind.orElse(before.kind()));
        }
    }
}
