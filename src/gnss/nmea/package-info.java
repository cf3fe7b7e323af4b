/**
 * Sentences of NMEA 0183.
 *
 * <p>Imports {@code depot.gnss}, {@code depot.gnss.frames}.
 */
package depot.gnss.nmea;
