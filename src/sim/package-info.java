/**
 * A simulated fleet, and a demo. They speak the wire, and know no service.
 *
 * <p>Imports {@code depot.common.config}, {@code depot.common.service}, {@code depot.sim.client}, {@code depot.sim.demo},
 * {@code depot.sim.fleet}, {@code depot.sim.motion}, {@code depot.sim.upload}.
 */
package depot.sim;
