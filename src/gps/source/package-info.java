/**
 * Where bytes come from: a serial port, a TCP address, a file, a caster.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.threads}, {@code depot.common.time}, {@code depot.gnss.frames},
 * {@code depot.gnss.nmea}, {@code depot.gnss.rtcm}, {@code depot.gnss.ubx}.
 */
package depot.gps.source;
