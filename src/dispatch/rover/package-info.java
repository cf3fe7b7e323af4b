/**
 * Rovers' links to dispatch: what is sent, what was delivered, and what they report.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.files}, {@code depot.common.http}, {@code depot.common.json},
 * {@code depot.common.threads}, {@code depot.common.time}, {@code depot.common.websocket}, {@code depot.database},
 * {@code depot.dispatch.model}, {@code depot.dispatch.rules}, {@code depot.dispatch.store}.
 */
package depot.dispatch.rover;
