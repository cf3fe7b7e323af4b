/**
 * Routes, requests and responses over the JDK's HTTP server, and the checks that refuse requests before a service sees them.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.config}, {@code depot.common.json}, {@code depot.common.memory},
 * {@code depot.common.threads}, {@code depot.common.time}.
 */
package depot.common.http;
