/**
 * The archive service: recordings come in from rovers by SFTP, and are kept. May import {@code depot.common} and
 * {@code depot.recordings}.
 */
package depot.archive;
