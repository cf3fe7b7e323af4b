/**
 * The raw stream of the receiver for other programs, over TCP.
 *
 * <p>Imports {@code depot.common.broadcast}, {@code depot.common.http}, {@code depot.common.threads}, {@code depot.common.time},
 * {@code depot.gps.source}.
 */
package depot.gps.raw;
