/**
 * The rovers' own links: connected, read, stopped by e-stop, and fed while somebody answers for them.
 *
 * <p>Imports {@code depot.common.broadcast}, {@code depot.common.config}, {@code depot.common.http}, {@code depot.common.json},
 * {@code depot.common.threads}, {@code depot.common.time}, {@code depot.common.websocket}, {@code depot.common.websocket.client}.
 */
package depot.discovery.link;
