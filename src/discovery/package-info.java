/**
 * The discovery service: rovers register and send heartbeats, consoles watch the fleet.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.broadcast}, {@code depot.common.config}, {@code depot.common.files},
 * {@code depot.common.http}, {@code depot.common.json}, {@code depot.common.memory}, {@code depot.common.service},
 * {@code depot.common.threads}, {@code depot.common.time}, {@code depot.common.websocket}, {@code depot.database},
 * {@code depot.discovery.link}, {@code depot.discovery.page}, {@code depot.discovery.registry}, {@code depot.discovery.sessions},
 * {@code depot.discovery.telemetry}, {@code depot.discovery.tracks}.
 */
package depot.discovery;
