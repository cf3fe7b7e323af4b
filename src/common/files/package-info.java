/**
 * Files that are whole after a crash, the lock on a data directory, and how full its disk is.
 *
 * <p>Imports {@code depot.common.threads} and {@code depot.common.time}.
 */
package depot.common.files;
