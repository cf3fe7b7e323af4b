/**
 * What build.sh run adds on one machine: a PostgreSQL of its own for dispatch.
 *
 * <p>Imports {@code depot.common.config}, {@code depot.common.service}, {@code depot.dispatch}.
 */
package depot.local;
