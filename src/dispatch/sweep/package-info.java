/**
 * What dispatch does without a call: due missions, lost rovers, dead processes, clock steps, retention.
 *
 * <p>Imports {@code depot.common.threads}, {@code depot.common.time}, {@code depot.database},
 * {@code depot.dispatch.ground}, {@code depot.dispatch.model}, {@code depot.dispatch.rules},
 * {@code depot.dispatch.store}.
 */
package depot.dispatch.sweep;
