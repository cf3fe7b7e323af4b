/**
 * The SFTP server: who may log in, the one folder that a client sees, and what it may do there.
 *
 * <p>Imports {@code depot.archive.store}, {@code depot.common}, {@code depot.common.config}, {@code depot.common.http},
 * {@code depot.common.time}.
 */
package depot.archive.sftp;
