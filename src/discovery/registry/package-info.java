/**
 * The registry of rovers that several discoveries share in PostgreSQL.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.json}, {@code depot.common.threads}, {@code depot.common.time},
 * {@code depot.database}, {@code depot.discovery.link}.
 */
package depot.discovery.registry;
