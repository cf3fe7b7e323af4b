/**
 * The dispatch service: zones, missions and tasks, and the rovers that drive them.
 *
 * <p>Imports {@code depot.common.config}, {@code depot.common.http}, {@code depot.common.memory},
 * {@code depot.common.service}, {@code depot.common.time}, {@code depot.common.websocket}, {@code depot.database},
 * {@code depot.dispatch.console}, {@code depot.dispatch.fleet}, {@code depot.dispatch.model},
 * {@code depot.dispatch.rover}, {@code depot.dispatch.rules}, {@code depot.dispatch.store},
 * {@code depot.dispatch.sweep}, {@code depot.dispatch.web}.
 */
package depot.dispatch;
