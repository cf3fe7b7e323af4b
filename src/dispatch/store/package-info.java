/**
 * What is kept in PostgreSQL: a class for each table, and transactions that notify.
 *
 * <p>Rows are locked in one order, or two transactions wait for each other: when a dispatch looked at the schedules, zones, missions, links
 * with reports that are not stored, tasks, rovers' links; of one table by id. Who is past a table waits for none of it any more: a row
 * that is locked is skipped, and tried anew. A task that is changed for the second time in a transaction counts as a lock of its mission
 * ({@link depot.dispatch.store.MissionTable#keepOf}). Whether everything is held is locked at any time, as who changes that waits for
 * nothing then.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.json}, {@code depot.database}, {@code depot.dispatch.ground},
 * {@code depot.dispatch.model}, {@code depot.dispatch.rules}.
 */
package depot.dispatch.store;
