/**
 * Simulated rovers bring their recordings by SFTP, as rovers in the field do.
 *
 * <p>Imports {@code depot.common.threads}, {@code depot.sim.motion}, {@code depot.sim.recording}, {@code depot.sim.rover}.
 */
package depot.sim.upload;
