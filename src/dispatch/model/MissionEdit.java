package depot.dispatch.model;

import java.util.Optional;
import java.util.UUID;

/**
 * What a client says of a mission; what it leaves out is empty, and stays as it is.
 *
 * @param roverId {@code ""} for any rover
 */
public record MissionEdit(Optional<String> name, Optional<UUID> zoneId, Optional<String> roverId, Optional<Schedule> schedule,
        Optional<Boolean> enabled, Optional<Mission.OnLoss> onLoss) {}
