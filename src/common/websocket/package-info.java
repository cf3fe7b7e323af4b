/**
 * WebSockets on the HTTP server's port: the handshake, frames that are checked before they are read, and writers that never
 * wait for each other.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.broadcast}, {@code depot.common.config}, {@code depot.common.http},
 * {@code depot.common.json}, {@code depot.common.memory}, {@code depot.common.threads}, {@code depot.common.time}.
 */
package depot.common.websocket;
