package depot.gps.corrections;

import depot.gnss.rtcm.RtcmType;

/**
 * One RTCM 3 frame on its way to the rovers. Immutable and shared by all of them: its array is never changed.
 *
 * @param bytes the whole frame
 * @param arrivedNanos when it came from the receiver, by the steady clock
 */
public record Correction(byte[] bytes, RtcmType type, long arrivedNanos) {}
