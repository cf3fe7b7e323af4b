/**
 * A simulated receiver, for a depot without one.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.time}, {@code depot.gnss}, {@code depot.gnss.frames},
 * {@code depot.gnss.nmea}, {@code depot.gnss.rtcm}, {@code depot.gnss.ubx}, {@code depot.gps.source}.
 */
package depot.gps.sim;
