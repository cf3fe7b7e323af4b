/**
 * The side that connects: a WebSocket client that goes only where it may, bounded like a server.
 *
 * <p>Imports none of ours.
 */
package depot.common.websocket.client;
