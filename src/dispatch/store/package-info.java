/**
 * What is kept in PostgreSQL: a class for each table, and transactions that notify.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.json}, {@code depot.database}, {@code depot.dispatch.ground},
 * {@code depot.dispatch.model}, {@code depot.dispatch.rules}.
 */
package depot.dispatch.store;
