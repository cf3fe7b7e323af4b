/**
 * What services that use PostgreSQL share: its address, migrations of their tables, and notifications from other processes.
 *
 * <p>Imports {@code depot.common.config}, {@code depot.common.threads}.
 */
package depot.database;
