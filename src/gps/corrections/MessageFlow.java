package depot.gps.corrections;

import depot.gnss.rtcm.RtcmType;

/**
 * How often, and how large, one type of message comes. Immutable.
 *
 * @param intervalSeconds from one to the next, over the last few; 0 when only one came yet
 * @param bytes of the newest
 * @param signals per satellite, of an MSM; 0 of another message
 * @param ageSeconds of the newest
 * @param sinceSeconds of the first since it comes
 */
public record MessageFlow(RtcmType type, double intervalSeconds, int bytes, int signals, double ageSeconds, double sinceSeconds) {}
