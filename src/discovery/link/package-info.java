/**
 * The rovers' own links: connecting, reading frames, e-stop, and feeding the watchdogs while a supervisor names the rover.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.broadcast}, {@code depot.common.config}, {@code depot.common.http},
 * {@code depot.common.json}, {@code depot.common.memory}, {@code depot.common.threads}, {@code depot.common.time},
 * {@code depot.common.websocket}, {@code depot.common.websocket.client}.
 */
package depot.discovery.link;
