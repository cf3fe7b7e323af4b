/**
 * Routes, requests and responses over the JDK's HTTP server, and all that is refused before a service sees it.
 *
 * <p>Imports {@code depot.common.config}, {@code depot.common.json}, {@code depot.common.memory}, {@code depot.common.threads},
 * {@code depot.common.time}.
 */
package depot.common.http;
