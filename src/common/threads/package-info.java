/**
 * Threads with an owner: workers, growing pauses, and turns at the disk.
 *
 * <p>Imports none of ours.
 */
package depot.common.threads;
