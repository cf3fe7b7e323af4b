package depot.gps.status;

import depot.gnss.nmea.FixQuality;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where the receiver is, as of its newest fix message.
 *
 * @param fresh that message is younger than five seconds; if not, quality is no fix and the rest is old
 * @param satellites used in the solution
 * @param horizontalAccuracyMetres one standard deviation, by the receiver's own estimate; so is the other
 */
record Fix(boolean fresh, FixQuality quality, int satellites, Optional<Place> place, OptionalDouble hdop,
        OptionalDouble horizontalAccuracyMetres, OptionalDouble verticalAccuracyMetres, Optional<Instant> time, boolean timeMode) {
    /**
     * @param altitudeMetres above mean sea level
     * @param heightMetres above the ellipsoid
     */
    record Place(double latitudeDegrees, double longitudeDegrees, OptionalDouble altitudeMetres, OptionalDouble heightMetres) {}

    static final Fix NONE = new Fix(false, FixQuality.NO_FIX, 0, Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
            OptionalDouble.empty(), Optional.empty(), false);
}
