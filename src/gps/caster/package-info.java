/**
 * The NTRIP caster: rovers connect, log in, and get corrections.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.broadcast}, {@code depot.common.config}, {@code depot.common.http},
 * {@code depot.common.threads}, {@code depot.common.time}, {@code depot.common.tls}, {@code depot.gnss}, {@code depot.gnss.frames},
 * {@code depot.gnss.nmea}, {@code depot.gnss.ntrip}, {@code depot.gps.corrections}.
 */
package depot.gps.caster;
