/**
 * Messages of u-blox receivers.
 *
 * <p>Imports {@code depot.gnss}, {@code depot.gnss.frames}.
 */
package depot.gnss.ubx;
