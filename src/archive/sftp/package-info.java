/** The SFTP server: who may come in, and the one folder that they see. */
package depot.archive.sftp;
