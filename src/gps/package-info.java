/**
 * The gps service: the base station and its corrections.
 *
 * <p>Imports {@code depot.common.broadcast}, {@code depot.common.config}, {@code depot.common.http}, {@code depot.common.json},
 * {@code depot.common.service}, {@code depot.common.threads}, {@code depot.common.time}, {@code depot.common.tls},
 * {@code depot.common.websocket}, {@code depot.gnss}, {@code depot.gnss.frames}, {@code depot.gnss.rtcm}, {@code depot.gnss.ubx},
 * {@code depot.gps.base}, {@code depot.gps.caster}, {@code depot.gps.corrections}, {@code depot.gps.ntrip}, {@code depot.gps.raw},
 * {@code depot.gps.record}, {@code depot.gps.sim}, {@code depot.gps.source}, {@code depot.gps.status}.
 */
package depot.gps;
