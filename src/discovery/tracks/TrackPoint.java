package depot.discovery.tracks;

/**
 * Where a rover was, in degrees (WGS 84). Immutable.
 *
 * @param millis when it was heard, by the service's wall clock, in Unix time
 * @param accuracyMetres NaN when it is not known
 * @param begins whether a line begins here, as the way from the point before is not known
 */
record TrackPoint(long millis, double latitude, double longitude, float accuracyMetres, boolean begins) {

    TrackPoint beginning() {
        return begins ? this : new TrackPoint(millis, latitude, longitude, accuracyMetres, true);
    }

    TrackPoint at(long newMillis) {
        return newMillis == millis ? this : new TrackPoint(newMillis, latitude, longitude, accuracyMetres, begins);
    }
}
