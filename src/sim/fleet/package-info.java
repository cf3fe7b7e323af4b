/**
 * Many simulated rovers and how they talk to a depot.
 *
 * <p>Imports {@code depot.common.json}, {@code depot.common.threads}, {@code depot.common.time}, {@code depot.sim.client},
 * {@code depot.sim.motion}, {@code depot.sim.rover}, {@code depot.sim.upload}.
 */
package depot.sim.fleet;
