/**
 * The NTRIP client: corrections sent to other casters, and received from them.
 *
 * <p>Imports {@code depot.common.broadcast}, {@code depot.common.config}, {@code depot.common.threads}, {@code depot.common.time},
 * {@code depot.gnss}, {@code depot.gnss.nmea}, {@code depot.gnss.ntrip}, {@code depot.gps.corrections}, {@code depot.gps.source}.
 */
package depot.gps.ntrip;
