/**
 * Files that are whole after a crash, and the lock on a data directory.
 *
 * <p>Imports none of ours.
 */
package depot.common.files;
