package depot.gps.caster;

import depot.gnss.ntrip.NtripVersion;
import java.util.Optional;

/**
 * A connected rover, as of the moment it was asked about. Immutable.
 *
 * @param user the name it gave, checked only where that user has a password of its own; empty when it gave none
 * @param agent as the client calls itself, shortened, printable
 * @param position that it sent in a GGA sentence
 * @param delayMillis of the newest frame sent: from the receiver to the rover's connection; 0 before the first
 * @param behind frames that wait for it
 */
public record CasterClient(long id, String address, String user, String agent, String mountpoint, NtripVersion version,
        Optional<RoverPosition> position, long connectedMillis, long bytes, double delayMillis, long behind) {

    /**
     * Where a rover says that it is.
     *
     * @param altitudeMetres above mean sea level; 0 when it did not say
     * @param quality GGA's fix quality, such as {@code rtk_fixed}
     */
    public record RoverPosition(double latitudeDegrees, double longitudeDegrees, double altitudeMetres, String quality, long atMillis) {}
}
