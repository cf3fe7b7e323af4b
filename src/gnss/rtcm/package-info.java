/**
 * Messages of RTCM 3.
 *
 * <p>Imports {@code depot.gnss}, {@code depot.gnss.frames}.
 */
package depot.gnss.rtcm;
