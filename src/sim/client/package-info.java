/**
 * Clients of the services: HTTP and WebSockets.
 *
 * <p>Imports {@code depot.common.websocket.client}.
 */
package depot.sim.client;
