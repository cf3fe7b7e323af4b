/**
 * Clients of the services: HTTP and WebSockets.
 *
 * <p>Imports {@code depot.common.websocket.client}, {@code depot.gnss.ntrip}.
 */
package depot.sim.client;
