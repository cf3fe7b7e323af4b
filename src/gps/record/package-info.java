/**
 * The stream of the receiver recorded, by hours.
 *
 * <p>Imports {@code depot.common.threads}, {@code depot.common.time}, {@code depot.gps.source}.
 */
package depot.gps.record;
