/**
 * The archive service: recordings come in from rovers by SFTP, are kept small, and are read.
 *
 * <p>Imports {@code depot.archive.keep}, {@code depot.archive.mapping}, {@code depot.archive.maps}, {@code depot.archive.sessions},
 * {@code depot.archive.sftp}, {@code depot.archive.store}, {@code depot.common.config}, {@code depot.common.files},
 * {@code depot.common.http}, {@code depot.common.service}, {@code depot.common.threads}, {@code depot.common.time}.
 */
package depot.archive;
