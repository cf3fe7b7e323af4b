package depot.gps.status;

import depot.gnss.ubx.MonRf;
import java.util.Optional;

/**
 * The receiver's state at one moment, as far as it explains why corrections are missing. Immutable.
 *
 * @param connected whole messages come
 * @param antenna as the receiver sees it; empty when it did not say lately
 * @param fixKnown a message that says whether there is a fix came lately; without one, that is not known
 * @param timeMode the receiver says that it is in time mode
 * @param corrections RTCM messages came since the start
 */
public record Observed(boolean connected, Optional<MonRf.AntennaStatus> antenna, boolean fixKnown, boolean hasFix, boolean timeMode,
        boolean corrections) {}
