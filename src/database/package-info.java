/**
 * What services that keep something in PostgreSQL share: where it is, their tables' migrations, hearing what other processes notify.
 *
 * <p>Imports {@code depot.common.config}, {@code depot.common.threads}.
 */
package depot.database;
