/**
 * The receiver set up as a base: what is wanted, the commands for each kind of receiver, and what is known of its position.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.broadcast}, {@code depot.common.config}, {@code depot.common.files},
 * {@code depot.common.http}, {@code depot.common.json}, {@code depot.common.threads}, {@code depot.common.time}, {@code depot.gnss},
 * {@code depot.gnss.frames}, {@code depot.gnss.nmea}, {@code depot.gnss.rtcm}, {@code depot.gnss.ubx}, {@code depot.gps.source}.
 */
package depot.gps.base;
