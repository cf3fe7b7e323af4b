/**
 * Threads with an owner: workers, tasks with a deadline, growing pauses, and turns at the disk.
 *
 * <p>Imports none of ours.
 */
package depot.common.threads;
