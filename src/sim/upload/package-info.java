/** What simulated rovers record, and how they bring it: by SFTP, as rclone does on those of the field. Sees {@code motion} and {@code rover}. */
package depot.sim.upload;
