/**
 * Files that are whole after a crash, the lock on a data directory, and how full its disk is.
 *
 * <p>Imports none of ours.
 */
package depot.common.files;
