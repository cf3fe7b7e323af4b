/**
 * Frames found in a stream of bytes that NMEA, UBX and RTCM 3 share.
 *
 * <p>Imports none of ours.
 */
package depot.gnss.frames;
