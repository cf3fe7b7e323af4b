package depot.gps.status;

import depot.gnss.ubx.MonRf;
import java.util.Optional;

/**
 * What of the receiver tells why corrections are missing, at one moment. Immutable.
 *
 * @param connected whole messages come
 * @param antenna as the receiver sees it; empty when it did not say lately
 * @param fixKnown a message that tells of a fix came lately; without, nothing is known of one
 * @param timeMode the receiver says that it is in time mode
 * @param corrections RTCM messages came since the start
 */
public record Observed(boolean connected, Optional<MonRf.AntennaStatus> antenna, boolean fixKnown, boolean hasFix, boolean timeMode,
        boolean corrections) {}
