/**
 * The HTTP calls: routes, JSON, statuses.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.http}, {@code depot.common.json}, {@code depot.common.memory},
 * {@code depot.database},
 * {@code depot.dispatch.exchange}, {@code depot.dispatch.ground}, {@code depot.dispatch.model},
 * {@code depot.dispatch.rover}, {@code depot.dispatch.rules}, {@code depot.dispatch.store}.
 */
package depot.dispatch.web;
