/**
 * The one shape of a service: started in order, closed in reverse, with its log, version, metrics and health.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.config}, {@code depot.common.files}, {@code depot.common.http},
 * {@code depot.common.time}, {@code depot.common.websocket}.
 */
package depot.common.service;
