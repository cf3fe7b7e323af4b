/**
 * What consoles are shown: the state at first, then each change.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.broadcast}, {@code depot.common.json},
 * {@code depot.common.memory}, {@code depot.common.threads}, {@code depot.common.time}, {@code depot.common.websocket},
 * {@code depot.database}, {@code depot.dispatch.model}, {@code depot.dispatch.rover}, {@code depot.dispatch.store},
 * {@code depot.dispatch.web}.
 */
package depot.dispatch.console;
