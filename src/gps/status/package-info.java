/**
 * The status that is shown: the receiver, its fix, its survey, its corrections.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.broadcast}, {@code depot.common.http}, {@code depot.common.json},
 * {@code depot.common.time}, {@code depot.common.websocket}, {@code depot.gnss}, {@code depot.gnss.frames}, {@code depot.gnss.nmea},
 * {@code depot.gnss.rtcm}, {@code depot.gnss.ubx}, {@code depot.gps.corrections}, {@code depot.gps.ntrip}, {@code depot.gps.source}.
 */
package depot.gps.status;
