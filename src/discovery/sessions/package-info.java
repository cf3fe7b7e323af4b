/**
 * Recorded sessions: found on the disk, listed, and sent.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.http}, {@code depot.common.json}, {@code depot.common.memory},
 * {@code depot.common.service}, {@code depot.common.threads}, {@code depot.common.time}, {@code depot.recordings}.
 */
package depot.discovery.sessions;
