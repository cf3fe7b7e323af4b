package depot.gps.status;

import depot.gnss.ubx.MonRf;
import depot.gnss.ubx.MonVer;
import depot.gnss.ubx.NavSvin;
import java.util.List;
import java.util.Optional;

/**
 * The base station at one moment, as {@code GET /status} shows it.
 *
 * @param source its name
 * @param connected whole messages came within five seconds
 * @param stale what is shown is older than that
 * @param survey empty when none ran
 * @param base the position in the newest 1005 or 1006
 * @param lastUpdateMillis Unix time of the newest message; 0 before the first
 * @param clients of the caster
 * @param judged what the service concludes from it
 */
record Status(String source, boolean connected, boolean stale, Mode mode, Fix fix, Optional<NavSvin> survey,
        List<RtcmCounts.Count> rtcm, Optional<BaseSeen> base, Optional<MonRf> radio, Optional<MonVer> version,
        long bytesPerSecond, long checksumFailures, long lastUpdateMillis, int clients, Judged judged) {
    enum Mode {
        BASE, ROVER, UNKNOWN
    }

    /** @param lastSeenMillis Unix time */
    record BaseSeen(depot.gnss.rtcm.StationPosition station, long lastSeenMillis) {}
}
