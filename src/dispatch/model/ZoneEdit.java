package depot.dispatch.model;

import java.util.Optional;
import java.util.UUID;

/** What a client says of a zone; what it leaves out is empty, and stays as it is. Lists are as in {@link Zone}. */
public record ZoneEdit(Optional<String> name, Optional<String> zoneType, Optional<String> waypoints, Optional<String> polygon,
        Optional<UUID> mapId,
        Optional<Boolean> exclusive) {}
