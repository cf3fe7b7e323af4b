package depot.archive.maps;

import java.io.IOException;
import java.util.List;

/** Where a rover was by its telemetry. */
@FunctionalInterface
public interface Positions {
    /** Has none: where no service keeps positions. */
    Positions NONE = (rover, from, to) -> List.of();

    /** @param rovertimeNanos Unix time by the rover's own clock, as its recordings have it @param accuracyMetres NaN when not known */
    record Position(long rovertimeNanos, double latitude, double longitude, double accuracyMetres) {}

    /**
     * In the order of time.
     *
     * @throws IOException when they cannot be asked for now
     */
    List<Position> between(String rover, long fromNanos, long toNanos) throws IOException;
}
