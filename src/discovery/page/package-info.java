/**
 * The console's page, served as files.
 *
 * <p>Imports {@code depot.common.http}, {@code depot.common.json}, {@code depot.common.service}.
 */
package depot.discovery.page;
