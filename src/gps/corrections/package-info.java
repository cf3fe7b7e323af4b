/**
 * The flow of corrections: which messages, how fresh, and whether a rover can use them.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.broadcast}, {@code depot.common.time}, {@code depot.gnss.frames},
 * {@code depot.gnss.rtcm}, {@code depot.gnss.ubx}.
 */
package depot.gps.corrections;
