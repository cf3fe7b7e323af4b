/**
 * What dispatch gets from discovery and sends to it: which rovers are fed, which drive, and what is known of each rover.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.config}, {@code depot.common.json}, {@code depot.common.threads},
 * {@code depot.common.time}, {@code depot.common.websocket.client}, {@code depot.database}, {@code depot.dispatch.ground},
 * {@code depot.dispatch.model}, {@code depot.dispatch.rover}, {@code depot.dispatch.rules}, {@code depot.dispatch.store}.
 */
package depot.dispatch.fleet;
