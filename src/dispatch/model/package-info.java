/**
 * The domain model: zones, missions, tasks, schedules and their states. No SQL, JSON or HTTP.
 *
 * <p>Imports none of ours.
 */
package depot.dispatch.model;
